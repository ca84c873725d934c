# SPDX-License-Identifier: MIT
"""Run the real static binary, alone or beside the host's tool of the same name."""
import os
import pathlib
import shutil
import subprocess

TREE = pathlib.Path(__file__).resolve().parent.parent
BUILD = pathlib.Path(os.environ.get("O", TREE / "build")).resolve()
BINARY = str(pathlib.Path(os.environ.get("RAMSTEAM", BUILD / "ramsteam")).resolve())


def applets(binary=BINARY):
    """The names this binary answers to."""
    return subprocess.run([binary, "--list"], capture_output=True, text=True,
                          check=True).stdout.split()


def configured(symbol, binary=BINARY):
    """Whether CONFIG_symbol is in this binary: its configuration lies beside it, if at all."""
    config = pathlib.Path(binary).parent / ".config"
    return not config.exists() or f"CONFIG_{symbol}=y\n" in config.read_text()


def in_chroot():
    """Below a chroot the kernel makes no user namespaces, which tells that this is one."""
    return subprocess.run(["/usr/bin/unshare", "--user", "true"], check=False,
                          stderr=subprocess.DEVNULL).returncode != 0


def execute(command, input=None, check=False, cwd=None, env=None, timeout=60):
    """Run a command to its end; bytes that are no UTF-8 come back as escapes."""
    done = subprocess.run([str(word) for word in command], cwd=cwd, timeout=timeout,
                          env={**os.environ, **(env or {})}, capture_output=True, text=True,
                          errors="backslashreplace",
                          **({"stdin": subprocess.DEVNULL} if input is None else {"input": input}))
    if check and done.returncode:
        raise AssertionError(f"{command} exited {done.returncode}:\n{done.stdout}{done.stderr}")
    return done


def run(applet, *args, **how):
    """Run an applet: stdout, stderr, returncode."""
    return execute([BINARY, applet, *args], **how)


def compare(applet, *args, **how):
    """Run ours and the host's with one locale; their output and exit code must be equal."""
    tool = shutil.which(applet)
    assert tool, f"this host has no {applet} to compare with"
    how["env"] = {"LC_ALL": "C", **(how.get("env") or {})}
    theirs = execute([tool, *args], **how)
    ours = run(applet, *args, **how)
    assert (ours.stdout, ours.returncode) == (theirs.stdout, theirs.returncode), \
        f"{applet} {args}: ours says {ours.stderr!r}, theirs {theirs.stderr!r}"
    return ours
