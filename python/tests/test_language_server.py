"""The language server over its wire format, as an editor's client starts it."""

import json
import subprocess
from pathlib import Path

import pytest
from tilium import _native

SERVER = Path(_native.__file__).parents[2] / "bin" / "tilium-lsp-server"
URI = "file:///program.mlir"
BROKEN = """\
func.func @two_roles() attributes {tt.kernel_role = "reader"} {
  return
}
"""


class Client:
    """One session with the server: messages with a Content-Length header, both ways."""

    def __init__(self):
        self.process = subprocess.Popen(
            [SERVER, "--log=error"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )

    def send(self, method, params=None, number=None):
        message = {"jsonrpc": "2.0", "method": method, "params": params}
        if number is not None:
            message["id"] = number
        body = json.dumps(message).encode()
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n%b" % (len(body), body))
        self.process.stdin.flush()

    def receive(self):
        length = 0
        while header := self.process.stdout.readline().strip():
            name, _, value = header.partition(b":")
            if name == b"Content-Length":
                length = int(value)
        return json.loads(self.process.stdout.read(length))


@pytest.fixture
def client():
    session = Client()
    yield session
    session.process.kill()
    session.process.communicate()


def test_an_editor_sees_the_verifiers_message(client):
    client.send("initialize", {"processId": None, "rootUri": None, "capabilities": {}}, 0)
    assert client.receive()["result"]["capabilities"]["hoverProvider"]
    client.send("initialized", {})
    document = {"uri": URI, "languageId": "mlir", "version": 1, "text": BROKEN}
    client.send("textDocument/didOpen", {"textDocument": document})
    published = client.receive()
    assert published["method"] == "textDocument/publishDiagnostics"
    (diagnostic,) = published["params"]["diagnostics"]
    assert diagnostic["message"] == "'tt.kernel_role' must be a #tt.kernel_role"
    assert diagnostic["range"]["start"]["line"] == 0
    client.send("shutdown", None, 1)
    assert client.receive() == {"id": 1, "jsonrpc": "2.0", "result": None}
    client.send("exit")
    assert client.process.wait(timeout=20) == 0
