# SPDX-License-Identifier: MIT
"""mount: each mount line of the walkthrough, util-linux's listing, fstab, what it says of faults.

Each test runs a shell script in a mount namespace of its own; $R is the binary, $PWD a fresh
folder.
"""
import os
import subprocess

import pytest
from ramsteam import BINARY

FILESYSTEMS = open("/proc/filesystems").read().split()


def needs(*types):
    missing = [name for name in types if name not in FILESYSTEMS]
    return pytest.mark.skipif(bool(missing), reason=f"this kernel has no {missing}")


@pytest.fixture
def shell(tmp_path):
    def run_script(script, code=0):
        done = subprocess.run(["unshare", "-m", "--propagation", "private", "sh", "-uc", script],
                              capture_output=True, text=True, cwd=tmp_path, timeout=60,
                              env={**os.environ, "R": BINARY, "LC_ALL": "C"})
        assert done.returncode == code, done.stderr + done.stdout
        return done
    (tmp_path / "m").mkdir()
    return run_script


@pytest.fixture
def image(tmp_path):
    (tmp_path / "tree").mkdir()
    (tmp_path / "tree" / "inside").write_text("squashed\n")
    subprocess.run(["mksquashfs", tmp_path / "tree", tmp_path / "squashfs.img", "-quiet"],
                   check=True, stdout=subprocess.DEVNULL)


def test_tmpfs_with_options_after_the_operands(shell):
    done = shell("$R mount -t tmpfs none m -o mode=0755,size=1m,nosuid; "
                 "findmnt -no FSTYPE,OPTIONS m")
    assert done.stdout.split() == ["tmpfs", "rw,nosuid,relatime,size=1024k,mode=755"]


@needs("squashfs", "overlay")
def test_the_walkthrough_by_hand(shell, image):
    done = shell("""
        mkdir root; cd root
        $R mount -t tmpfs none . -o mode=0755; cd ../root
        mkdir -p nix/.ro-store nix/.rw-store nix/store
        D=$($R losetup ../squashfs.img)
        $R mount $D nix/.ro-store
        $R mount -t tmpfs none nix/.rw-store -o mode=0755
        mkdir nix/.rw-store/store nix/.rw-store/work
        $R mount -t overlay -o lowerdir=$PWD/nix/.ro-store,\
upperdir=$PWD/nix/.rw-store/store,workdir=$PWD/nix/.rw-store/work overlay nix/store
        cat nix/store/inside; echo new > nix/store/inside; cat nix/store/inside
        findmnt -no FSTYPE nix/store; findmnt -no FSTYPE nix/.ro-store
        umount nix/store nix/.ro-store; losetup -d $D""")
    assert done.stdout.split() == ["squashed", "new", "overlay", "squashfs"]


@needs("squashfs")
def test_a_file_gets_a_loop_device_that_goes_with_the_mount(shell, image):
    done = shell("""
        $R mount squashfs.img m; cat m/inside
        losetup -nO AUTOCLEAR,BACK-FILE -j squashfs.img; findmnt -no OPTIONS m | cut -c1-2
        umount m; losetup -j squashfs.img""")
    lines = done.stdout.splitlines()
    assert lines[0] == "squashed" and lines[2] == "ro" and len(lines) == 3
    assert lines[1].split()[0] == "1" and lines[1].endswith("squashfs.img")


@needs("squashfs")
def test_offset_within_a_file(shell, image):
    done = shell("""(head -c 4096 /dev/zero; cat squashfs.img) > disk
        $R mount -o loop,ro,offset=4096 disk m; cat m/inside; umount m""")
    assert done.stdout == "squashed\n"


@needs("ext4")
def test_ext4_is_found_and_written(shell):
    done = shell("""head -c 4M /dev/zero > disk; mkfs.ext4 -q disk
        $R mount -v disk m; echo kept > m/f; umount m
        $R mount -r disk m; cat m/f; findmnt -no FSTYPE,OPTIONS m; umount m""")
    assert done.stdout.splitlines()[:2] == [done.stdout.splitlines()[0], "kept"]
    assert "mounted on m." in done.stdout
    assert done.stdout.splitlines()[2].split()[0] == "ext4"
    assert done.stdout.splitlines()[2].split()[1].startswith("ro,")


@needs("ext4")
@pytest.mark.parametrize("option", ["LABEL={label}", "UUID={uuid}", "-L {label}", "-U {uuid}"])
def test_by_label_and_uuid(shell, option):
    label, uuid = f"t{os.getpid()}", f"0badcafe-0000-4000-8000-{os.getpid():012x}"
    done = shell(f"""head -c 4M /dev/zero > disk; mkfs.ext4 -q -L {label} -U {uuid} disk
        D=$(losetup --show -f disk); $R mount {option.format(label=label, uuid=uuid)} m
        test "$(findmnt -no SOURCE m)" = $D && echo found; umount m; losetup -d $D""")
    assert done.stdout == "found\n"


@needs("erofs")
def test_erofs_is_found(shell, image):
    done = shell("""mkfs.erofs disk tree >/dev/null 2>&1 || exit 9
        $R mount disk m; cat m/inside; findmnt -no FSTYPE m; umount m""")
    assert done.stdout.split() == ["squashed", "erofs"]


def test_write_protected_source_falls_back(shell):
    if "squashfs" not in FILESYSTEMS or "ext4" not in FILESYSTEMS:
        pytest.skip("this kernel has no ext4")
    done = shell("""head -c 4M /dev/zero > disk; mkfs.ext4 -q disk; D=$(losetup -r --show -f disk)
        $R mount $D m; findmnt -no OPTIONS m | cut -c1-2; umount m
        $R mount -w $D m && echo wrong; losetup -d $D""")
    assert done.stdout == "ro\n"
    assert "write-protected, mounted read-only" in done.stderr


def test_listing_is_util_linux_listing(shell):
    done = shell("""mkdir 'a b'; $R mount -t tmpfs 'x y' 'a b' -o noexec
        $R mount > ours; mount > theirs; diff ours theirs
        $R mount -t tmpfs > ours; mount -t tmpfs > theirs; diff ours theirs; tail -n 1 ours""")
    assert done.stdout.startswith("x y on ") and "type tmpfs (rw,noexec,relatime" in done.stdout


def test_bind_and_read_only_bind(shell):
    done = shell("""mkdir a; echo text > a/f
        $R mount --bind a m; cat m/f; umount m
        $R mount a m -B -o ro; (echo x > m/g) 2>&1 | grep -o 'Read-only.*\\|can.t create'
        echo y > a/g
        umount m; $R mount -o bind a m; cat m/g""")
    assert done.stdout.splitlines()[0] == "text" and done.stdout.splitlines()[-1] == "y"
    assert len(done.stdout.splitlines()) == 3


def test_rbind_takes_what_is_below(shell):
    done = shell("""mkdir -p a/b; $R mount -t tmpfs none a/b; echo deep > a/b/f
        $R mount -R a m; cat m/b/f""")
    assert done.stdout == "deep\n"


def test_move(shell):
    done = shell("""mkdir to; $R mount -t tmpfs none m; echo here > m/f
        $R mount --move m to; cat to/f; ls m""")
    assert done.stdout == "here\n"


def test_propagation(shell):
    done = shell("""$R mount -t tmpfs none m; $R mount --make-shared m; findmnt -no PROPAGATION m
        $R mount --make-private m; findmnt -no PROPAGATION m
        $R mount -o rslave m; findmnt -no PROPAGATION m""")
    assert done.stdout.split()[:2] == ["shared", "private"]


def test_remount_keeps_flags_it_is_not_told_of(shell):
    done = shell("""$R mount -t tmpfs none m -o nosuid,size=1m
        $R mount -o remount,ro m; findmnt -no OPTIONS m
        $R mount -o remount,rw,size=2m m; findmnt -no OPTIONS m""")
    assert done.stdout.split() == ["ro,nosuid,relatime,size=1024k", "rw,nosuid,relatime,size=2048k"]


def test_all_of_fstab(shell):
    done = shell("""mkdir 'a b' c; printf '%s\\n' '# comment' "none $PWD/m tmpfs size=1m 0 0" \
            "none $PWD/a\\\\040b tmpfs nosuid 0 0" "none $PWD/c tmpfs noauto" \
            'none none swap sw 0 0' > fstab
        $R mount -a -T fstab; $R mount -aT fstab
        findmnt -no OPTIONS "$PWD/a b"; findmnt -no OPTIONS "$PWD/m"; findmnt "$PWD/c"
        $R mount -T fstab $PWD/c; findmnt -no FSTYPE "$PWD/c"; $R umount m m 2>&1""", 32)
    assert done.stdout.splitlines()[:3] == ["rw,nosuid,relatime", "rw,relatime,size=1024k", "tmpfs"]


def test_all_of_fstab_with_types_and_faults(shell):
    done = shell("""mkdir c; printf '%s\\n' "none $PWD/m tmpfs" "none $PWD/c ramfs" > fstab
        $R mount -a -T fstab -t notmpfs; findmnt -no FSTYPE $PWD/c; findmnt $PWD/m
        echo "/dev/none $PWD/m ext4 defaults" > bad; echo "none $PWD/m tmpfs" > rest
        cat bad rest > fstab; $R mount -a -T fstab; echo $?; umount m
        $R mount -aT bad; echo $?
        echo "/dev/none $PWD/m ext4 nofail" > bad; $R mount -aT bad; echo $?""")
    assert done.stdout.split() == ["ramfs", "64", "32", "0"]


FAULTS = [
    ("$R mount LABEL=nosuchlabel m", "m: can't find LABEL=nosuchlabel"),
    ("$R mount -t nosuchfs none m",
     "m: unknown filesystem type 'nosuchfs' (is the module loaded?)"),
    ("$R mount -t tmpfs none gone", "gone: mount point does not exist"),
    ("touch f; $R mount -t tmpfs none f", "f: mount point is not a directory"),
    ("$R mount /dev/nosuch m", "m: special device /dev/nosuch does not exist"),
    ("echo '<html>' > page; $R mount page m",
     "it looks like HTML"),
    ("$R mount -t tmpfs -o size=much none m", "wrong fs type, bad option, bad superblock on none"),
    ("$R mount -o remount,ro m", "m: mount point not mounted or bad option."),
]


@pytest.mark.parametrize("script,text", FAULTS, ids=[text for _, text in FAULTS])
def test_names_the_cause(shell, script, text):
    done = shell(script, 32)
    assert text in done.stderr and done.stderr.count("\n") == 1
    assert done.stderr.startswith("mount: ")


def test_usage(shell):
    assert "can't find in /etc/fstab." in shell("$R mount /no/such", 1).stderr
    shell("$R mount a b c", 1)
    shell("$R mount -o ro", 1)
    assert "offset=many" in shell("$R mount -o offset=many a m", 32).stderr


def test_makes_the_mount_point(shell):
    done = shell("$R mount --mkdir -t tmpfs none a/b; findmnt -no FSTYPE $PWD/a/b")
    assert done.stdout == "tmpfs\n"
