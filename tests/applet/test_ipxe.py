# SPDX-License-Identifier: MIT
"""ipxe: the language as iPXE's own ROM answered (tests/ipxe), and what is the applet's own."""
import hashlib
import http.server
import os
import pathlib
import pty
import signal
import socket
import subprocess
import sys
import threading
import time

import pexpect
import pytest
import ramsteam

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / "ipxe"))
import corpus  # noqa: E402


@pytest.fixture(scope="module")
def base():
    with corpus.server() as address:
        yield address


@pytest.mark.parametrize("name", [n for n in corpus.names() if not corpus.for_terminals(n)])
def test_as_the_rom(name, base):
    """What the ROM said is recorded by tests/ipxe/run-oracle."""
    assert corpus.run(name, base) == corpus.expected(name)


def write(tmp_path, text, name="test.ipxe"):
    script = tmp_path / name
    script.write_bytes(b"#!ipxe\n" + text.encode("latin-1"))
    return str(script)


def attempt(tmp_path, text, *options):
    return ramsteam.run("ipxe", "-n", *options, write(tmp_path, text))


def fails(done, *words):
    assert done.returncode == 1
    last = done.stderr.splitlines()[-1]
    assert last.startswith("ipxe: ") and all(word in last for word in words), done.stderr


def test_local_script(tmp_path):
    """Images lie beside it."""
    for name in ("vmlinuz", "initrd.img"):
        (tmp_path / name).write_text(name)
    done = attempt(tmp_path, "kernel vmlinuz quiet ${cmdline}\n"
                   "initrd --name second initrd.img\ninitrd initrd.img /x mode=755\nboot\n",
                   "--set", "cmdline=a b")
    assert done.stdout == (f"kernel file://{tmp_path}/vmlinuz\n"
                           f"initrd file://{tmp_path}/initrd.img second\n"
                           f"initrd file://{tmp_path}/initrd.img /x mode=755\n"
                           "cmdline quiet a b\n")
    assert (done.returncode, done.stderr) == (0, "")


class Server(http.server.BaseHTTPRequestHandler):
    """Notes what is asked; /huge.ipxe is 100 MB, /loop.ipxe chains to itself."""
    asked = []
    files = {"/menu.ipxe": b"#!ipxe\nkernel vmlinuz\ninitrd a\ninitrd b\nboot\n",
             "/loop.ipxe": b"#!ipxe\nchain loop.ipxe\n", "/vmlinuz": b"\0" * 100000,
             "/a": b"a", "/junk.ipxe": bytes(range(256)) * 9,
             "/menu2.ipxe": b"#!ipxe\nchain script2\n", "/script2": b"#!ipxe\necho two\n"}

    def log_message(self, *_):
        pass

    def head(self):
        self.asked.append(f"{self.command} {self.path}")
        data = self.files.get(self.path)
        huge = self.path == "/huge.ipxe"
        self.send_response(200 if data or huge else 404)
        self.send_header("Content-Length", 100_000_000 if huge else len(data or b""))
        self.end_headers()
        return b"#!ipxe\n" + b"#" * 999_993 if huge else data or b""

    def do_HEAD(self):
        self.head()

    def do_GET(self):
        data = self.head()
        try:
            for _ in range(100 if self.path == "/huge.ipxe" else 1):
                self.wfile.write(data)
        except ConnectionError:
            pass


@pytest.fixture
def server():
    Server.asked = []
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Server) as listener:
        threading.Thread(target=listener.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{listener.server_port}"
        listener.shutdown()


def test_images_are_only_asked_for(server):
    """A missing one fails as in iPXE; script, line and cause are named."""
    done = ramsteam.run("ipxe", "-n", f"{server}/menu.ipxe")
    fails(done, f"menu.ipxe:4: initrd {server}/b: HTTP 404")
    assert Server.asked == ["GET /menu.ipxe", "HEAD /vmlinuz", "HEAD /a", "HEAD /b"]


def test_address_of_a_script(tmp_path):
    """What net0/ip is set to, ifopen gives the card, as iPXE does."""
    script = write(tmp_path, "set net0/ip 10.8.8.8\nset net0/netmask 255.255.0.0\n"
                   "set net0/gateway 10.8.0.1\nifopen net0 && route\nset net0/gateway x ||\n"
                   "set net0/ip 10.8.8.9\nclear net0/netmask\nset net0/netmask 255.0.255.0\n"
                   "ifopen net0 || echo no mask\n")
    done = ramsteam.execute(["unshare", "-n", "sh", "-ec", "ip link add two type veth peer name "
                             f"one; ip link set two up; exec {ramsteam.BINARY} ipxe {script}"])
    assert done.stdout.splitlines()[0] == "net0: 10.8.8.8/255.255.0.0 gw 10.8.0.1", done.stderr
    assert done.stdout.splitlines()[-1] == "no mask" and "255.0.255.0" in done.stdout


@pytest.mark.skipif("verify" not in ramsteam.applets(), reason="built without OpenSSL")
def test_digests(server):
    """Menus show them before they boot; with -n nothing is fetched for them."""
    Server.files["/sums.ipxe"] = (b"#!ipxe\nkernel vmlinuz\nmd5sum vmlinuz a\nsha256sum a\n"
                                  b"sha1sum nothere || echo not there\n")
    done = ramsteam.run("ipxe", f"{server}/sums.ipxe")
    assert done.stdout.splitlines()[:3] == [
        f"{hashlib.md5(bytes(100000)).hexdigest()}  vmlinuz", f"{hashlib.md5(b'a').hexdigest()}  a",
        f"{hashlib.sha256(b'a').hexdigest()}  a"] and "not there" in done.stdout, done.stderr
    assert Server.asked.count("GET /a") == 2  # its first bytes, and all of it
    Server.asked.clear()
    done = ramsteam.run("ipxe", "-n", f"{server}/sums.ipxe")
    assert (done.stdout, done.returncode) == ("not there\n", 0)
    assert Server.asked == ["GET /sums.ipxe", "HEAD /vmlinuz", "HEAD /a", "HEAD /nothere"]


def test_chained_script(server):
    done = ramsteam.run("ipxe", "-n", f"{server}/menu2.ipxe")
    assert (done.stdout, done.returncode) == ("two\n", 0)


def test_bad_scripts(server, tmp_path):
    """No script, too large, without end: each is told within seconds."""
    fails(ramsteam.run("ipxe", "-n", f"{server}/huge.ipxe", timeout=20), "huge.ipxe", "large")
    fails(ramsteam.run("ipxe", "-n", f"{server}/junk.ipxe"), "junk.ipxe", "#!ipxe")
    fails(ramsteam.run("ipxe", "-n", f"{server}/none.ipxe"), "HTTP 404")
    done = attempt(tmp_path, "chain http://127.0.0.1:1/ || echo refused ${errno}\n")
    assert done.stdout == "refused 0xf0a6039\n"
    fails(ramsteam.run("ipxe", "-n", f"{server}/loop.ipxe"), "loop.ipxe:2", "no end")
    fails(ramsteam.run("ipxe", "-n", str(tmp_path)), "test_bad_scripts")
    fails(ramsteam.run("ipxe", "-n", "/nonexistent/x"), "/nonexistent/x: No such file")
    huge = tmp_path / "huge.ipxe"
    huge.write_bytes(b"#!ipxe\n")
    os.truncate(huge, 100_000_000)
    fails(ramsteam.run("ipxe", "-n", huge), "huge.ipxe", "large")


def test_cycles(tmp_path):
    """Scripts that call one another, in whatever way."""
    write(tmp_path, "chain --replace b.ipxe\n", "a.ipxe")
    write(tmp_path, "chain --replace a.ipxe\n", "b.ipxe")
    fails(ramsteam.run("ipxe", "-n", tmp_path / "a.ipxe"), ".ipxe:", "no end")
    write(tmp_path, "chain d.ipxe\n", "c.ipxe")
    write(tmp_path, "chain c.ipxe ||\n" * 5 + ":a chain c.ipxe || goto a\n", "d.ipxe")
    fails(ramsteam.run("ipxe", "-n", tmp_path / "c.ipxe"), "d.ipxe:2", "no end")


def test_forged_kernels(tmp_path):
    """Headers that promise what the file has not: the line of the script, the file, and why."""
    bzimage, program = bytearray(1024), bytearray(4096)
    bzimage[0x1f1], bzimage[0x1fe:0x206] = 200, b"\x55\xaa\0\0HdrS"
    program[:2], program[0x3c], program[0x80:0x82] = b"MZ", 0x80, b"PE"
    program[0x86:0x88] = b"\xff\xff"
    for data, why in ((bzimage, "vmlinuz is cut off: 1024 bytes of a kernel of 102912"),
                      (program, "vmlinuz: damaged: 65535 sections"),
                      (b"<html>", "vmlinuz is no kernel"), (b"", "vmlinuz is no kernel")):
        (tmp_path / "vmlinuz").write_bytes(data)
        script = write(tmp_path, "kernel vmlinuz\nboot\n")
        fails(ramsteam.run("ipxe", "--load", script), "test.ipxe:3: Could not boot", why)


@pytest.mark.parametrize("text, words", [
    (":a goto a\n", ("test.ipxe:2", "no end")),
    ("echo\n:a sleep 1000\ngoto a\n", ("no end",)),
    (":a prompt --timeout 10 x || goto a\n", ("no end",)),
    (":a prompt x || goto a\ngoto a\n", ("no end",)),
    (":a read v || goto a\ngoto a\n", ("no end",)),
    (":a menu\nitem a b\nchoose --timeout 5 v ||\ngoto a\n", ("no end",)),
    ("goto nowhere\n", ("test.ipxe:2: goto nowhere: no such label",)),
    ("set x:hexraw 247b783a737472696e677d\n\necho ${x:string}\n", ("test.ipxe:4", "no end")),
    ("foo bar\n", ("test.ipxe:2: foo: command not found",)),
    ("menu M\nitem a b\nchoose v\n", ("test.ipxe:4", "'M'", "--choose")),
    ("sanboot iscsi:1.2.3.4::::x\n", ("sanboot: ", "SAN")),
    ("kernel nothere\n", ("test.ipxe:2: kernel file://", "No such file")),
    ("imgverify test.ipxe x\n", ("Could not verify", "no key")),
    ("iseq a \\\n  b\n", ("test.ipxe:2: iseq a   b: Result too large",)),
])
def test_failures_are_named(tmp_path, text, words):
    done = attempt(tmp_path, text)
    fails(done, *words)


def test_deep_names(tmp_path):
    """Words and names of any length."""
    assert attempt(tmp_path, f"set x {'a' * 60000}\niseq ${{x}} b || echo ok\n").stdout == "ok\n"
    fails(attempt(tmp_path, f"set x {'a' * 60000}\necho ${{x}}${{x}}\n"), "test.ipxe:3", "no end")
    assert attempt(tmp_path, "echo " + "${" * 30000 + "}" * 30000 + "|\n").returncode in (0, 1)
    assert attempt(tmp_path, "echo a " * 50000 + "\n").returncode == 0


def test_binary_junk(tmp_path):
    """A NUL ends its line; other bytes are words."""
    assert attempt(tmp_path, "\0\xff\x1b[2J${\0}\nset a\x00b c\n").returncode == 0
    fails(attempt(tmp_path, "\xff\x1b[2J\x07\n"), "test.ipxe:2", "command not found")


def test_exit_status(tmp_path):
    for text, status in (("exit 5", 5), ("exit", 0), ("exit 256", 1), ("exit 0x101", 1)):
        assert attempt(tmp_path, text + "\n").returncode == status, text


def test_answers(tmp_path):
    menu = "menu Title\nitem a First\nitem --key k b Second\nchoose v && echo ${v} || echo left\n"
    for answers, output in ((["--choose", "a"], "a"), (["--choose", "k"], "b"),
                            (["--choose="], "left"), (["--choose", "none"], "left")):
        assert attempt(tmp_path, menu, *answers).stdout == output + "\n"
    assert "no item 'none'" in attempt(tmp_path, menu, "--choose", "none").stderr
    assert attempt(tmp_path, "read v && echo ${v}\nlogin && echo ${username} ${password}\n",
                   "--read", "x y", "--read", "me", "--read", "secret").stdout == "x y\nme secret\n"


def test_set_hides_the_machine(tmp_path):
    script = "echo ${platform} ${mac} ${net0/mac:hexhyp} ${netX/mac} ${ip} ${uuid}\n"
    done = attempt(tmp_path, script, "--set", "platform=efi", "--set", "mac=02:00:00:00:00:01",
                   "--set", "ip=10.0.0.7",
                   "--set", "uuid:hexraw=00112233445566778899aabbccddeeff")
    assert done.stdout == ("efi 02:00:00:00:00:01 02-00-00-00-00-01 02:00:00:00:00:01 10.0.0.7 "
                           "00112233-4455-6677-8899-aabbccddeeff\n")
    fails(attempt(tmp_path, script, "--set", "ip=nonsense"), "set ip")
    assert "NAME=VALUE" in attempt(tmp_path, script, "--set", "ip").stderr


def test_settings_of_the_machine(tmp_path):
    """Those of the loopback's namespace: none of a card, and no crash for want of one."""
    script = write(tmp_path, "isset ${net0/mac} || echo no card\nisset ${unixtime} && echo time\n"
                   "show builtin/version\nifstat\nroute\n"
                   "echo ${smbios/1.4.0} ${pci/0.0.0.4} ${net7/ip}|\n")
    done = ramsteam.execute(["unshare", "-n", ramsteam.BINARY, "ipxe", "-n", script])
    lines = done.stdout.splitlines()
    assert lines[:2] == ["no card", "time"] and done.returncode == 0
    assert lines[2].startswith("builtin/version:string = RAMsteam ")


def test_reboot_ends_a_trial(tmp_path):
    done = attempt(tmp_path, "echo one\nreboot\necho two\n")
    assert (done.stdout, done.returncode) == ("one\nreboot\n", 0)


def test_usage():
    for arguments in (["-n"], ["a", "b"], ["--choose", "x", "a"],
                      ["--set", "x", "-n", "/dev/null"]):
        assert ramsteam.run("ipxe", *arguments).returncode == 1, arguments


def terminal(script, term="linux", applet=("ipxe",), rows=24):
    child = pexpect.spawn(ramsteam.BINARY, [*applet, *([script] if script else [])], timeout=20,
                          encoding="utf-8", codec_errors="replace", dimensions=(rows, 80),
                          env={**os.environ, "TERM": term})
    child.delaybeforesend = None
    return child


def ends(child, status):
    child.expect(pexpect.EOF)
    child.close()
    assert (child.exitstatus, child.signalstatus) == (status, None)


MENU = """:again
menu A menu
item --gap -- Systems
item one First system
item --key t two Second system
item --gap
item three Third system
choose %s v || echo left
echo chose ${v} .
exit 3
"""


@pytest.mark.parametrize("keys, label", [
    ("\r", "one"), ("\x1b[B\r", "two"), ("\x1b[B\x1b[B\x1b[B\r", "three"), ("t", "two"),
    ("\x1b[F\r", "three"), ("\x1b[F\x1b[A\n", "two"), ("e", "one")])
def test_menu_keys(tmp_path, keys, label):
    child = terminal(write(tmp_path, MENU % ""))
    child.expect("A menu.*Systems.*First system.*Third system.*Esc leaves")
    child.send(keys)
    child.expect(rf"chose {label} \.")
    ends(child, 3)


def test_menu_left(tmp_path):
    for key in "\x1b\x03":
        child = terminal(write(tmp_path, MENU % ""))
        child.expect("Esc leaves")
        child.send(key)
        child.expect(r"left.*chose  \.")
        ends(child, 3)


def test_menu_timeout(tmp_path):
    """The seconds are shown; a key stops them."""
    child = terminal(write(tmp_path, MENU % "--timeout 1200 --default two"))
    child.expect(r"\(2\)")
    child.expect(r"chose two \.")
    ends(child, 3)
    child = terminal(write(tmp_path, MENU % "--timeout 1000 --default two"))
    child.expect(r"\(1\)")
    child.send("\x1b[B")
    time.sleep(1.5)
    child.send("\r")
    child.expect(r"chose three \.")
    ends(child, 3)


def test_menu_on_a_dumb_terminal(tmp_path):
    """Numbered lines; a number, a key, a label, or nothing."""
    for answer, label in (("2", "two"), ("t", "two"), ("three", "three"), ("", "one")):
        child = terminal(write(tmp_path, MENU % ""), term="dumb")
        child.expect(r"Systems\s+\* *1\) First system\s+2\) Second.*Number")
        child.send("nonsense\r")
        child.expect("Number")
        child.send(answer + "\r")
        child.expect(rf"chose {label} \.")
        assert "\x1b[H" not in child.before
        ends(child, 3)


def test_menu_from_a_pipe(tmp_path):
    script = write(tmp_path, MENU % "")
    done = ramsteam.run("ipxe", script, input="3\n")
    assert "chose three ." in done.stdout and done.returncode == 3
    assert "left" in ramsteam.run("ipxe", script, input="").stdout


def test_edit_the_command_line(tmp_path):
    """`e` in the menu: what boots has the line as edited; Esc gives the boot up."""
    (tmp_path / "vmlinuz").write_bytes(b"x")
    script = write(tmp_path, MENU.replace("exit 3", "kernel vmlinuz root=/dev/sda ro\nboot || "
                                          "echo not booted\nexit 3") % "")
    child = terminal(None, applet=("ramroot", "--dry-run", script))
    child.expect("e edits")
    child.send("e")
    child.expect("Command line: root=/dev/sda ro")
    child.send("\x7f\x7frw quiet\r")
    child.expect("kexec --load [^\r\n]*-c 'root=/dev/sda rw quiet'")
    ends(child, 0)
    child = terminal(None, applet=("ramroot", "--dry-run", script))
    child.expect("e edits")
    child.send("e")
    child.expect("Command line: ")
    child.send("\x1b")
    child.expect("not booted")
    ends(child, 1)


def test_prompt_keys(tmp_path):
    """The ROM's answers to the same keys, pressed on a terminal."""
    child = terminal(str(corpus.WWW / "prompt-keys.ipxe"))
    for key in ("a", "b", "\x02", "\x1b[19~", "\x1b[A"):
        child.expect("> KEYS.*Press ")
        child.send(key)
    child.expect(pexpect.EOF)
    said = [line for line in child.before.split("\r\n")]
    child.close()
    assert child.exitstatus == 0 and said[-2].endswith("> Up")


def test_ctrl_c_ends_a_loop(tmp_path):
    child = terminal(write(tmp_path, "echo begin\n:a sleep 1\ngoto a\n"))
    child.expect("begin")
    time.sleep(0.3)
    child.send("\x03")
    child.expect("ipxe: test.ipxe:.*interrupted")
    ends(child, 1)


def test_ctrl_c_without_a_session(tmp_path):
    """At process 1's console Ctrl+C is no signal."""
    master, slave = pty.openpty()
    script = write(tmp_path, "echo begin\n:a sleep 1\ngoto a\n")
    with subprocess.Popen([ramsteam.BINARY, "ipxe", script], stdin=slave, stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, start_new_session=True) as child:
        assert child.stdout.readline() == b"begin\n"
        os.write(master, b"\x03")
        assert b"interrupted" in child.communicate(timeout=20)[1]
        assert child.returncode == 1
    os.close(master)
    os.close(slave)


def test_ctrl_c_ends_the_fetch_of_a_kernel(tmp_path):
    """What boot fetches may be large: there Ctrl+C ends the program."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        child = terminal(write(tmp_path, f"imgfetch test.ipxe\nkernel http://127.0.0.1:{port}/k\n"
                               "boot\n"))
        for _ in range(4):  # HEAD, the first bytes, the file; none ends but by force
            client, _ = listener.accept()
            asked = client.recv(1000)
            client.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 90000000\r\n"
                           b"Connection: close\r\n\r\n" + b"\x7f" * 100000)
            if b"HEAD" in asked:
                client.close()
            elif child.expect(["k .*%", pexpect.TIMEOUT], timeout=1) == 0:
                break
        child.send("\x03")
        child.expect(pexpect.EOF)
        child.close()
        assert child.signalstatus == signal.SIGINT


def test_interactive_prompt():
    child = terminal(None)
    child.expect("iPXE> ")
    child.send("set x hello\rech\x7f\x7f\x7f\x7fecho ${x} world\r")
    child.expect("\nhello world")
    child.send("\x1b[A\x1b[A\rnonsense\rgoto a\r")
    child.expect("nonsense: command not found")
    child.expect("goto a: not in a script")
    child.send("exit 4\r")
    ends(child, 4)


def test_colours_stay_and_nothing_else(tmp_path):
    """A script's text cannot drive the terminal; -n prints what it is."""
    text = ("set esc:hex 1b\nset bel:hex 07\n"
            "echo ${esc:string}[1;31mred${esc:string}[0m${esc:string}[J "
            "${esc:string}]0;x${bel:string}${esc:string}[6n${esc:string}c\n")
    child = terminal(write(tmp_path, text))
    child.expect("\x1b\\[1;31mred\x1b\\[0m\x1b\\[J ]0;xc\r\n")
    ends(child, 0)
    assert attempt(tmp_path, text).stdout == ("\x1b[1;31mred\x1b[0m\x1b[J \x1b]0;x\x07\x1b[6n"
                                              "\x1bc\n")


def test_machine_commands(tmp_path):
    """With -n what would change the machine succeeds; options are the ROM's."""
    text = ("vcreate --tag 7 net0 && vdestroy net0-7 && ping -c 1 1.2.3.4 && iflinkwait -t 5 &&"
            " ifclose net0 && echo done\nvcreate || echo usage\ntime iseq a b || echo timed\n"
            "set x 1\nset n/y 2\nconfig n\nautoboot || echo no file\nsanhook x || echo no san\n"
            "poweroff\n")
    done = ramsteam.execute(["unshare", "-n", ramsteam.BINARY, "ipxe", "-n",
                             write(tmp_path, text)])
    assert done.stdout.splitlines() == ["done", "usage", "iseq: 0.0s", "timed",
                                        "n/y:string = 2", "no file", "no san", "poweroff"]
    assert done.returncode == 0


def test_cards(tmp_path):
    """In a network of our own: names, addresses, VLANs, for real."""
    script = write(tmp_path, "ifopen net0 && show net0/mac\nshow netX/ifname\nshow net0/ip\n"
                   "route\nifstat net0\nvcreate --tag 7 net0 && ifstat one-7 && "
                   "vdestroy one-7 || echo no vlan\nifclose net0\nifopen net9 || echo none\n"
                   "nslookup a localhost && show a\n")
    vlan = ramsteam.execute(["unshare", "-n", "sh", "-ec", "ip link add a type dummy; "
                             "ip link add link a name b type vlan id 7"]).returncode == 0
    lines = ("ip link set lo up; ip link add two type veth peer name one address 02:00:00:00:00:01;"
             "ip addr add 10.7.7.2/24 dev one; ip link set two up;"
             f"exec {ramsteam.BINARY} ipxe {script}")
    done = ramsteam.execute(["unshare", "-n", "sh", "-ec", lines])
    said = done.stdout.splitlines()
    assert said[:4] == ["net0/mac:hex = 02:00:00:00:00:01", "net0/ifname:string = one",
                        "net0/ip:ipv4 = 10.7.7.2", "net0: 10.7.7.2/255.255.255.0"], done.stdout
    assert said[4].startswith("net0: 02:00:00:00:00:01 using") and "Link:" in said[5]
    assert said[6].startswith("one-7: 02:00:00:00:00:01") if vlan else "no vlan" in said
    assert said[-2:] == ["none", "a:ipv4 = 127.0.0.1"] and done.returncode == 0, done.stdout
