"""What TileLang's tuner found, kept for later processes.

TileLang keeps a tuned kernel as files of the backends it knows. Here the configuration is kept: the
kernel follows from it, and is in the kernel cache itself.
"""

from __future__ import annotations

from tilium._disk_cache import entry_key, read_entry, write_entry


def keep_results(is_ours) -> None:
    """Lets TileLang's tuner keep results of targets that `is_ours`; others stay as they are."""
    from tilelang.autotuner.tuner import AutoTuner

    if getattr(AutoTuner, "_tilium_keeps_results", False):
        return
    save, load = AutoTuner._save_result_to_disk, AutoTuner._load_result_from_disk

    def save_result(tuner, key, result):
        return (
            _save(key, result) if is_ours(tuner.compile_args.target) else save(tuner, key, result)
        )

    def load_result(tuner, key):
        return _load(tuner, key) if is_ours(tuner.compile_args.target) else load(tuner, key)

    AutoTuner._save_result_to_disk = save_result
    AutoTuner._load_result_from_disk = load_result
    AutoTuner._tilium_keeps_results = True


def _save(key: str, result) -> None:
    found = {
        "config": result.config,
        "latency": result.latency,
        "ref_latency": result.ref_latency,
    }
    write_entry(entry_key("tuned", key), found)


def _load(tuner, key: str):
    """The tuner's result with the kernel of the configuration that was kept; None without one."""
    from tilelang.autotuner.param import AutotuneResult
    from tilelang.autotuner.tuner import _PASS_CONFIGS_KEY

    found = read_entry(entry_key("tuned", key))
    if found is None:
        return None
    arguments = {name: value for name, value in found["config"].items() if name != "pass_configs"}
    arguments[_PASS_CONFIGS_KEY] = found["config"].get("pass_configs")
    compile_function, _ = tuner._ensure_jit_functions()
    kernel = compile_function(**arguments)
    kernel.update_tuner_result(**found)
    return AutotuneResult(
        **found, libcode=kernel.get_kernel_source(), func=kernel.prim_func, kernel=kernel
    )
