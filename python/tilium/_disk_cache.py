"""Files below TileLang's cache directory: what was compiled and tuned, for later processes."""

from __future__ import annotations

import functools
import hashlib
import json
import os
import threading
import warnings
from pathlib import Path
from typing import Any

from tilium import _native


def read_entry(key: str) -> Any:
    """What `write_entry` kept; None if there is nothing, or it was changed or cut short."""
    from tilelang.env import env

    path = _path(key)
    if not env.is_cache_enabled() or not _is_private(path.parent):
        return None
    try:
        entry = json.loads(path.read_text())
        return entry["content"] if entry["sha256"] == _digest(entry["content"]) else None
    except (OSError, ValueError, KeyError, TypeError):
        return None


def write_entry(key: str, content: Any) -> None:
    """Keeps content that JSON takes; whoever reads meanwhile finds all of it or nothing."""
    from tilelang.env import env

    path = _path(key)
    if not env.is_cache_enabled() or not _is_private(path.parent):
        return
    part = path.with_suffix(f".{os.getpid()}.{threading.get_ident()}.part")
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        part.write_text(json.dumps({"sha256": _digest(content), "content": content}))
        part.replace(path)
    except OSError:
        # A cache that cannot be written costs a compilation next time, nothing else.
        part.unlink(missing_ok=True)


def entry_key(*parts: Any) -> str:
    """A key of what an entry depends on, this compiler included."""
    return _digest([_compiler(), *parts])


def _path(key: str) -> Path:
    from tilelang.env import env

    return Path(env.TILELANG_CACHE_DIR) / "tilium" / f"{key}.json"


@functools.cache
def _is_private(folder: Path) -> bool:
    """Whether only this user puts files into a folder, or it is yet to be made; warns if not.

    What it holds becomes code that runs here.
    """
    try:
        status = folder.stat()
    except OSError:
        return True
    if status.st_uid in (os.geteuid(), 0) and not status.st_mode & 0o022:
        return True
    warnings.warn(
        f"{folder} can be written by other users, so compiled programs are neither taken from it "
        "nor kept there; run chmod go-w on it, or set TILELANG_CACHE_DIR",
        stacklevel=2,
    )
    return False


@functools.cache
def _compiler() -> str:
    """What tells this compiler from all others, those of one version under development too."""
    return hashlib.sha256(Path(_native.__file__).read_bytes()).hexdigest()


def _digest(content: Any) -> str:
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()
