# SPDX-License-Identifier: MIT
"""imgverify and imgtrust by minisign's keys: what is verified is fetched once, and runs."""
import http.server
import subprocess
import threading

import pytest
import ramsteam

pytestmark = pytest.mark.skipif("verify" not in ramsteam.applets(), reason="built without OpenSSL")


def bzimage():
    kernel = bytearray(4096)
    kernel[0x1fe:0x200], kernel[0x202:0x206] = b"\x55\xaa", b"HdrS"
    return bytes(kernel)


class Server(http.server.BaseHTTPRequestHandler):
    def log_message(self, *_):
        pass

    def do_GET(self):
        self.server.asked.append(f"{self.command} {self.path}")
        data = self.server.files.get(self.path[1:])
        self.send_response(404 if data is None else 200)
        self.send_header("Content-Length", len(data or b""))
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(data or b"")

    do_HEAD = do_GET


class Signer:
    """Two pairs of keys, and what they signed, served."""

    def __init__(self, folder, listener):
        self.folder, self.listener = folder, listener
        self.url = f"http://127.0.0.1:{listener.server_port}"
        listener.files, listener.asked = {}, []
        for name in ("boot", "other"):
            self.minisign("-G", "-W", "-p", f"{name}.pub", "-s", f"{name}.key")

    def minisign(self, *args):
        subprocess.run(["minisign", *args], cwd=self.folder, check=True, input="", text=True,
                       capture_output=True)

    def publish(self, name, data, *how, key="boot", suffix="sig"):
        (self.folder / "data").write_bytes(data)
        self.minisign("-S", *how, "-s", f"{key}.key", "-m", "data", "-x", "signature")
        self.listener.files[name] = data
        self.listener.files[f"{name}.{suffix}"] = (self.folder / "signature").read_bytes()

    def run(self, text, *options, key="boot", applet=("ipxe", "-n")):
        self.listener.files["script"] = b"#!ipxe\n" + text.encode()
        keys = ["--key", self.folder / f"{key}.pub"] if key else []
        return ramsteam.run(*applet, *keys, *options, f"{self.url}/script")

    def count(self, request):
        return self.listener.asked.count(request)


@pytest.fixture
def signer(tmp_path):
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Server) as listener:
        threading.Thread(target=listener.serve_forever, daemon=True).start()
        made = Signer(tmp_path, listener)
        made.publish("vmlinuz", bzimage())
        made.publish("vmlinuz", bzimage(), "-l", suffix="legacy")
        made.publish("vmlinuz", bzimage(), key="other", suffix="other")
        made.publish("initrd", b"initrd")
        made.publish("child", b"#!ipxe\necho child of ${cwuri}\n")
        listener.files["cms.sig"] = b"\x30\x82\x05\x00\x06\x09" + bytes(range(256))
        yield made
        listener.shutdown()


@pytest.mark.parametrize("line, key, says", [
    ("vmlinuz vmlinuz.sig", "boot", None),
    ("vmlinuz vmlinuz.legacy", "boot", None),
    ("vmlinuz vmlinuz.other", "other", None),
    ("vmlinuz vmlinuz.other", "boot", "it is signed with key"),
    ("vmlinuz initrd.sig", "boot", "Signature verification failed"),
    ("vmlinuz nothere.sig", "boot", "there is no signature"),
    ("vmlinuz cms.sig", "boot", "it is a CMS signature"),
    ("vmlinuz initrd", "boot", "signature comment should start"),
    ("vmlinuz vmlinuz.sig", None, "no key is trusted"),
    ("--signer 0123456789ABCDEF vmlinuz vmlinuz.sig", "boot", "none of the keys"),
    ("--signer nobody vmlinuz vmlinuz.sig", "boot", "none of the keys"),
    ("--signer %s vmlinuz vmlinuz.sig", "boot", None),
    ("child child.sig", "boot", None),
    ("child vmlinuz.sig", "boot", "Signature verification failed"),
])
def test_imgverify(signer, line, key, says):
    words = (signer.folder / "boot.pub").read_text().split()
    line = line.replace("%s", words[words.index("key") + 1])
    done = signer.run(f"imgverify {line} && echo good || echo bad ${{errno}}\nimgstat\n", key=key)
    told = done.stdout.splitlines()
    assert told[0] == ("bad 0x225e13c" if says else "good"), done.stderr
    assert ("[TRUSTED]" in told[1]) == (not says)
    if says:
        assert done.stderr.startswith("Could not verify: ") and says in done.stderr


def test_imgtrust_refuses_what_is_not_verified(signer):
    done = signer.run("imgtrust\nkernel vmlinuz quiet\nboot || echo refused ${errno}\n"
                      "chain child || echo no child\n"
                      "imgtrust --allow && chain child\nimgtrust --permanent\n"
                      "imgtrust --allow || echo permanent\n"
                      "imgverify child child.sig && chain child\n"
                      "initrd initrd\nimgverify vmlinuz vmlinuz.sig && boot\n")
    assert done.stdout.splitlines() == [
        "refused 0x216e13c", "no child", f"child of {signer.url}/child", "permanent",
        f"child of {signer.url}/child", f"kernel {signer.url}/vmlinuz",
        f"initrd {signer.url}/child", f"initrd {signer.url}/initrd", "cmdline quiet"]
    assert "it is not signed by a key that is trusted" in done.stderr


def test_what_is_verified_is_what_boots(signer):
    """Both are fetched once: a server cannot show one file to imgverify and another to boot."""
    done = signer.run("kernel vmlinuz\ninitrd initrd\nimgverify vmlinuz vmlinuz.sig\n"
                      "imgverify initrd initrd.sig\nboot\n", "--load", applet=("ipxe",))
    assert done.returncode == 1 and "script:6" in done.stderr.splitlines()[-1], done.stderr
    assert signer.count("GET /vmlinuz") == signer.count("GET /initrd") == 1
    signer.listener.asked.clear()
    done = signer.run("kernel vmlinuz\nboot\n", "--load", applet=("ipxe",))
    assert signer.count("GET /vmlinuz") > 1, "what is not verified is fetched by boot"


def test_a_script_that_is_held_to_its_signature_is_fetched_once(signer):
    signer.publish("menu", b"#!ipxe\nkernel vmlinuz\nboot\n", suffix="minisig")
    applet = ("ramroot", "--dry-run", "--no-net", "--key", signer.folder / "boot.pub")
    done = ramsteam.run(*applet, f"{signer.url}/menu")
    assert done.returncode == 0 and "kexec --load" in done.stdout, done.stderr
    signer.listener.asked.clear()
    signer.listener.files["menu"] += b"echo more\n"
    done = ramsteam.run(*applet, f"{signer.url}/menu")
    assert done.returncode == 1 and "Signature verification failed" in done.stderr
    assert "kexec" not in done.stdout and signer.count("GET /menu.minisig") == 1


def test_keys_that_are_no_keys(signer, tmp_path):
    for key in ("/nonexistent", tmp_path / "boot.key"):
        done = ramsteam.run("ipxe", "-n", "--key", key, f"{signer.url}/child")
        assert done.returncode == 1 and "key" in done.stderr and done.stdout == ""
