# SPDX-License-Identifier: MIT
"""A network of our own and machines on it: what the boot tests, the demo and the bench share.

Network: a namespace holding a tap device (192.168.77.1), dnsmasq for DHCP, DNS and TFTP, nginx for
HTTP. Machine: QEMU on that tap, its serial line held by pexpect. No traffic leaves the namespace.
"""
import collections
import os
import pathlib
import re
import shutil
import signal
import subprocess
import tempfile
import time

import pexpect

ADDRESS = "192.168.77.1"
ROMS = pathlib.Path("/usr/lib/ipxe/qemu")
# Seconds: software emulation on a busy host is slow.
PATIENCE = float(os.environ.get("BOOT_PATIENCE", "300"))

DNSMASQ = """\
no-resolv
no-hosts
no-ping
no-daemon
user=root
bind-dynamic
interface=tap0
leasefile-ro
log-dhcp
dhcp-authoritative
dhcp-range=192.168.77.50,192.168.77.150,1h
dhcp-option=option:router,192.168.77.1
dhcp-option=option:dns-server,192.168.77.1
dhcp-option=option:ntp-server,192.168.77.1
dhcp-boot={boot_file}
host-record=boot.example.com,192.168.77.1
pid-file={folder}/dnsmasq.pid
enable-tftp
tftp-root={document_root}
"""

NGINX = """\
daemon off;
master_process off;
pid {folder}/nginx.pid;
error_log {folder}/nginx-error.log;
events {{ }}
http {{
    access_log {folder}/access.log;
    sendfile on;
    tcp_nopush on;
    default_type application/octet-stream;
    types {{ text/html html; text/plain ipxe; }}
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    server {{ listen {address}:80; root {document_root}; }}
}}
"""


def remove_stale_namespaces(prefix):
    """Namespaces of runs that were killed: their name ends in the process id."""
    for path in pathlib.Path("/run/netns").glob(prefix + "-*"):
        process = path.name.rsplit("-", 1)[1]
        if process.isdigit() and not pathlib.Path("/proc", process).exists():
            subprocess.run(["ip", "netns", "delete", path.name], check=False,
                           stderr=subprocess.DEVNULL)


class Network:
    """Namespace, tap, dnsmasq, nginx. `document_root` is a folder that both serve."""

    def __init__(self, boot_file=f"http://{ADDRESS}/menu.ipxe", folder=None):
        self.folder = pathlib.Path(folder or tempfile.mkdtemp(prefix="ramsteam-net-"))
        self.document_root = self.folder / "www"
        self.document_root.mkdir(parents=True, exist_ok=True)
        self.boot_file = boot_file
        self.name = f"ramsteam-{os.getpid()}"
        self.servers = {}
        remove_stale_namespaces("ramsteam")
        subprocess.run(["ip", "netns", "add", self.name], check=True)
        try:
            for line in ("link set lo up", "tuntap add tap0 mode tap",
                         f"address add {ADDRESS}/24 dev tap0", "link set tap0 up"):
                self.run("ip", *line.split())
            self.start_dnsmasq()
            self.start_nginx()
        except BaseException:
            self.close()
            raise

    def inside(self, *command):
        return ["ip", "netns", "exec", self.name, *command]

    def run(self, *command, **options):
        return subprocess.run(self.inside(*command), check=True, **options)

    def start(self, name, *command):
        log = open(self.folder / f"{name}.log", "ab")
        self.servers[name] = subprocess.Popen(self.inside(*command), stdin=subprocess.DEVNULL,
                                              stdout=log, stderr=log)
        log.close()

    def stop(self, name):
        server = self.servers.pop(name, None)
        if server:
            server.terminate()
            try:
                server.wait(5)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait()

    def start_dnsmasq(self):
        config = self.folder / "dnsmasq.conf"
        config.write_text(DNSMASQ.format(boot_file=self.boot_file, folder=self.folder,
                                         document_root=self.document_root))
        self.start("dnsmasq", "dnsmasq", f"--conf-file={config}")

    def stop_dnsmasq(self):
        self.stop("dnsmasq")

    def start_nginx(self):
        config = self.folder / "nginx.conf"
        config.write_text(NGINX.format(folder=self.folder, address=ADDRESS,
                                       document_root=self.document_root))
        self.start("nginx", "nginx", "-e", str(self.folder / "nginx-error.log"), "-c", str(config))

    def stop_nginx(self):
        self.stop("nginx")

    def publish(self, name, source):
        """Serve `source`: a path (linked, not copied), text or bytes. Replaces what was there."""
        target = self.document_root / name
        target.parent.mkdir(parents=True, exist_ok=True)
        part = target.with_name(target.name + ".part")
        part.unlink(missing_ok=True)
        if isinstance(source, pathlib.Path):
            part.symlink_to(source.resolve())
        elif isinstance(source, str):
            part.write_text(source)
        else:
            part.write_bytes(source)
        part.rename(target)
        return f"http://{ADDRESS}/{name}"

    def withdraw(self, name):
        (self.document_root / name).unlink(missing_ok=True)

    def requests(self):
        """Lines of nginx's access log."""
        log = self.folder / "access.log"
        return log.read_text().splitlines() if log.exists() else []

    def close(self):
        for name in list(self.servers):
            self.stop(name)
        subprocess.run(["ip", "netns", "delete", self.name], check=False)
        shutil.rmtree(self.folder, ignore_errors=True)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


def memory_available():
    """Bytes a process may still take on this host."""
    text = pathlib.Path("/proc/meminfo").read_text()
    return int(re.search(r"MemAvailable:\s*(\d+)", text)[1]) * 1024


def qemu_arguments(kernel=None, initrd=None, append="", memory=1024, nic="virtio-net-pci",
                   pxe=False, interface="tap0", devices=(), disks=(), firmware=None,
                   rtc=None):
    """QEMU's command line. memory in MiB; pxe: boot the card's own iPXE instead of a kernel.
    devices: more of them, as -device takes them. disks: raw files, or fat:rw:FOLDER, the first one
    booted when neither kernel nor card is; firmware: in place of SeaBIOS. rtc: the date its
    clock begins at."""
    arguments = ["qemu-system-x86_64", "-accel", "tcg,thread=multi", "-smp", "2", "-cpu", "max",
                 "-m", str(memory), "-nographic", "-no-reboot", "-nic", "none"]
    if nic:
        rom = ROMS / ("pxe-virtio.rom" if "virtio" in nic else f"pxe-{nic}.rom")
        arguments += ["-netdev", f"tap,id=net,ifname={interface},script=no,downscript=no",
                      "-device", f"{nic},netdev=net,romfile="]
    if rtc:
        arguments += ["-rtc", f"base={rtc}"]
    for device in devices:
        arguments += ["-device", device]
    for number, disk in enumerate(disks):
        arguments += ["-drive", f"file={disk},if=none,id=disk{number},format=raw",
                      "-device", f"virtio-blk-pci,drive=disk{number},bootindex={number + 1}"]
    if firmware:
        arguments += ["-bios", str(firmware)]
    if pxe:  # Debian's SeaBIOS does not look at the card's ROM bar; it runs an option ROM
        arguments += ["-option-rom", str(rom), "-boot", "n"]
    elif kernel:
        arguments += ["-kernel", str(kernel), "-append", f"console=ttyS0 {append}"]
        if initrd:
            arguments += ["-initrd", str(initrd)]
    return arguments


class Machine:
    """One QEMU; everything its serial line said is in `log`."""

    def __init__(self, network=None, **arguments):
        command = qemu_arguments(**arguments)
        memory = arguments.get("memory", 1024) << 20
        deadline = time.monotonic() + PATIENCE
        while memory_available() < memory + (512 << 20):  # another worker's machine holds it
            if time.monotonic() > deadline:
                raise MemoryError(f"{memory >> 20} MiB for a machine are not free on this host")
            time.sleep(0.5)
        if network:
            command = network.inside(*command)
        descriptor, name = tempfile.mkstemp(prefix="ramsteam-serial-")
        self.log_path = pathlib.Path(name)
        self.log_file = os.fdopen(descriptor, "w", encoding="utf-8", errors="replace",
                                  newline="")
        self.started = time.monotonic()
        self.child = pexpect.spawn(command[0], command[1:], timeout=PATIENCE, encoding="utf-8",
                                   codec_errors="replace", dimensions=(50, 200), maxread=65536,
                                   searchwindowsize=8192)
        self.child.logfile_read = self.log_file
        # A shell's line editor must not miss keys that come faster than the emulated UART.
        self.child.delaybeforesend = None

    @property
    def log(self):
        self.log_file.flush()
        text = self.log_path.read_bytes().decode("utf-8", errors="replace")
        # A shell on a line of unknown size asks the terminal for it.
        text = re.sub(r"\x1b7\x1b\[r\x1b\[999;999H\x1b\[6n\x1b8", "", text)
        return re.sub(r"\r+\n", "\n", text)

    def expect(self, pattern, timeout=None):
        """Wait until the serial line matches; returns the match. A failure shows the last lines."""
        try:
            self.child.expect(pattern, timeout=timeout or PATIENCE)
        except (pexpect.TIMEOUT, pexpect.EOF) as problem:
            lines = self.log.splitlines()[-60:]
            kind = type(problem).__name__
            raise AssertionError(f"{kind}: the serial line never said {pattern!r}; it ended:\n"
                                 + "\n".join(lines)) from None
        return self.child.match

    def type(self, text, enter=True):
        for start in range(0, len(text), 12):  # the UART's queue is 16 bytes
            self.child.send(text[start:start + 12])
            time.sleep(0.01)
        if enter:
            self.child.send("\r")

    def key(self, character):
        self.child.send(character)

    def command(self, line, timeout=None):
        """Type a line into a shell; returns (output, exit status)."""
        self.type(f"{line}; echo status:$?:")
        before = self.child_position()
        match = self.expect(r"status:(\d+):\s", timeout)
        text = self.log[before:]
        output = text.split("status:$?:")[-1].split(f"status:{match[1]}:")[0]
        return output.strip("\n"), int(match[1])

    def child_position(self):
        return len(self.log)

    def stage1_prompt(self, timeout=None):
        """Wait for the prompt that a failure of stage 1 ends at; returns the cause it names."""
        # A message of the kernel may come between two lines.
        self.expect(r"(?s)\n  i  .*?\n  f  .*?\n  r  .*?\n  \*  [^\n]*\n", timeout)
        return re.findall(r"^[\r\x1b\[K]*ramroot: (.*?)\r?$", self.log, re.MULTILINE)[-1]

    def shell(self, key="i"):
        """At that prompt: one of its two shells."""
        self.key(key)
        self.expect(r"[#$] $")

    def report(self, timeout=None):
        """What stage 2 says of itself: {name: [value, …]}, read to its "REPORT end"."""
        self.expect(r"REPORT end", timeout)
        found = collections.defaultdict(list)
        for name, value in re.findall(r"REPORT ([\w-]+) ?(.*)", self.log):
            found[name].append(value.strip())
        return found

    def wait_end(self, timeout=None):
        self.child.expect(pexpect.EOF, timeout=timeout or PATIENCE)

    def close(self):
        if self.child.isalive():
            self.child.kill(signal.SIGTERM)
        self.child.close(force=True)
        self.log_file.close()
        self.log_path.unlink(missing_ok=True)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()
