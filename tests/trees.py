# SPDX-License-Identifier: MIT
"""Trees of files to work on, and what a tree looks like afterwards."""
import hashlib
import os
import pathlib
import random
import shutil
import stat
import subprocess

import ramsteam

DAY = 86400
START = 1_600_000_000


def make(root, seed=1, files=24):
    """A tree of every kind of file: links of both kinds, pipes, holes, odd names and modes."""
    pick = random.Random(seed)
    root = pathlib.Path(root)
    root.mkdir(parents=True)
    folders = [root]
    for name in ("a", "b", "dir with blank", ".hidden", "é"):
        folders.append(pick.choice(folders) / name)
        folders[-1].mkdir()
        folders[-1].chmod(pick.choice([0o755, 0o700, 0o750, 0o775, 0o2755]))
    for number in range(files):
        path = pick.choice(folders) / pick.choice(["file", "x", ".dot", "UP", "new\nline", "q'u"])
        path = path.with_name(f"{path.name}{number}")
        path.write_bytes(pick.randbytes(pick.choice([0, 1, 10, 5000, 70000])))
        path.chmod(pick.choice([0o644, 0o600, 0o755, 0o444, 0o4755, 0o664]))
        os.utime(path, ns=(START * 10**9 + number, (START + number * DAY) * 10**9 + 123456789))
        if number % 6 == 1:
            os.link(path, pick.choice(folders) / f"hard{number}")
        if number % 6 == 2:
            (pick.choice(folders) / f"soft{number}").symlink_to(path.resolve())
    (root / "dangling").symlink_to("nowhere")
    (root / "a" / "to-b").symlink_to(os.path.relpath(root / "b" if (root / "b").exists() else root,
                                                     root / "a") if (root / "a").exists() else "..")
    os.mkfifo(root / "pipe")
    with open(root / "holes", "wb") as file:
        file.truncate(1 << 20)
        file.seek(300000)
        file.write(b"data")
    for path in root.rglob("*"):
        if path.is_symlink() or not (path.is_file() or path.is_dir()) or path.name == "holes":
            os.utime(path, (START, START + len(path.name)), follow_symlinks=False)
    for number, folder in enumerate(reversed(folders)):
        os.utime(folder, (START, START + number * 3600))
    return root


def look(root, times=True, blocks=False):
    """Every file below root: what it is, what it holds, its other names."""
    seen, rows = {}, {}
    paths = [os.path.join(folder, name) for folder, names, files in os.walk(root)
             for name in names + files]
    for path in [str(root), *sorted(paths)]:
        state = os.lstat(path)
        row = [stat.filemode(state.st_mode), state.st_uid, state.st_gid]
        if stat.S_ISLNK(state.st_mode):
            row.append(os.readlink(path))
        elif stat.S_ISREG(state.st_mode):
            row.append(hashlib.sha256(open(path, "rb").read()).hexdigest())
            if blocks:
                row.append(state.st_blocks)
        if times and path != str(root):
            row.append(state.st_mtime_ns)
        if not stat.S_ISDIR(state.st_mode):
            row.append(seen.setdefault(state.st_ino, os.path.relpath(path, root)))
        rows[os.path.relpath(path, root)] = row
    return rows


def beside(tmp_path, prepare, applet, *args, times=False, blocks=False, **how):
    """The same command of ours and the host's, each in a folder of its own made by prepare()."""
    results = {}
    tool = shutil.which(applet)
    assert tool, f"this host has no {applet} to compare with"
    how["env"] = {"LC_ALL": "C", **(how.get("env") or {})}
    for who, command in (("host", [applet]), ("ours", [ramsteam.BINARY, applet])):
        folder = tmp_path / "w"
        subprocess.run(["rm", "-rf", folder], check=True)
        folder.mkdir()
        prepare(folder)
        done = ramsteam.execute([*command, *args], cwd=folder, **how)
        results[who] = (sorted(done.stdout.splitlines()), done.returncode,
                        look(folder, times, blocks), done.stderr)
    ours, theirs = results["ours"], results["host"]
    differ = {name: (ours[2].get(name), theirs[2].get(name)) for name in {**ours[2], **theirs[2]}
              if ours[2].get(name) != theirs[2].get(name)}
    assert ours[:2] == theirs[:2] and not differ, \
        f"{applet} {args}: ours says {ours[3]!r}, theirs {theirs[3]!r}; ours, theirs: {differ}"
    return results["ours"]
