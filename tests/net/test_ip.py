# SPDX-License-Identifier: MIT
"""ip beside iproute2's: one output, error and status for the same lines in two fresh namespaces."""
import concurrent.futures
import difflib
import itertools
import json
import os
import random
import re
import shlex
import shutil
import subprocess
import sys
import tempfile

import pytest
from ramsteam import BINARY, execute, run

pytestmark = pytest.mark.needs("IP_MORE")
HOST = shutil.which("ip")

# Runs within a namespace of its own: JSON [tool, lines] in, JSON [[status, out, err], ...] out.
RUNNER = """
import json, subprocess, sys
tool, lines, setup = json.load(sys.stdin)
subprocess.run(["sh", "-euc", setup], check=True)
answers = []
for line in lines:
    if line[0] == "!":
        subprocess.run(["sh", "-euc", line[1]], check=True)
        answers.append([0, "", ""])
        continue
    done = subprocess.run(tool + line, capture_output=True, text=True, stdin=subprocess.DEVNULL,
                          errors="backslashreplace", timeout=20)
    answers.append([done.returncode, done.stdout, done.stderr])
json.dump(answers, sys.stdout)
"""

# No address comes or changes by itself, and every link has a known one.
QUIET = """
cd /proc/sys/net/ipv6/conf
echo 1 > default/addr_gen_mode; echo 0 > all/accept_dad; echo 0 > default/accept_dad
"""
PAIR = """
link add e0 address 02:00:00:00:00:01 type veth peer name e1 address 02:00:00:00:00:02
link set lo up
link set e0 up
link set e1 up
"""
# The kernel tells within a second that a cable was plugged in or out, and of addresses soon.
SETTLED = ["!", "for i in $(seq 60); do { ip -o link show up; ip -6 -o addr show up tentative; } |"
           " grep -Eq ',LOWER_UP.*state (DOWN|LOWER)|NO-CARRIER.*state UP|tentative' || exit 0;"
           " sleep 0.05; done"]

FORMS = ["", "-o", "-br", "-j", "-j -p", "-d", "-d -j", "-d -o", "-N", "-c=always"]
# What runs on by itself.
MOVING = [(re.compile(r"(_timer\"?:?) *[\d.]+"), r"\1 N"),
          (re.compile(r"\b\d+sec\b"), "Nsec"), (re.compile(r"(_life_time\": ?)\d+"), r"\1N"),
          (re.compile(r"(\"expires\": ?)\d+"), r"\1N")]


def within(tool, lines, setup=QUIET, wrap=()):
    done = subprocess.run(["unshare", "-n", *wrap, sys.executable, "-c", RUNNER], text=True,
                          input=json.dumps([tool, lines, setup]), capture_output=True, timeout=120,
                          env={**os.environ, "LC_ALL": "C"})
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def both(function, *arguments, **how):
    """What it returns for theirs and for ours, asked at the same time."""
    with concurrent.futures.ThreadPoolExecutor() as pool:
        asked = [pool.submit(function, tool, *arguments, **how)
                 for tool in ([HOST], [BINARY, "ip"])]
        return [one.result() for one in asked]


def split(text):
    """Lines of words; a line `show X` stands for `X` in every form."""
    lines = []
    for line in text.strip().splitlines():
        words = shlex.split(line)
        if not words:
            continue
        if words[0] == "show":
            lines += [[*form.split(), *words[1:]] for form in FORMS]
        elif words[0] == "settle":
            lines.append(SETTLED)
        else:
            lines.append(words)
    return lines


def still(text):
    """Without what moves; helps are our own, and stand last."""
    for pattern, replacement in MOVING:
        text = pattern.sub(replacement, text)
    return text.split("Usage: ", 1)[0]


def in_order(text):
    """The kernel hashes neighbours by a number of its own."""
    if text.startswith("[ {"):
        return json.dumps(sorted(json.loads(text), key=str), indent=4)
    return "\n".join(sorted(re.sub(r"^\[\{|\}\]$", "", text).replace("},{", "\n").splitlines()))


def same(text, **how):
    """Run the lines with both and compare each answer; returns ours."""
    lines = split(text) if isinstance(text, str) else text
    theirs, ours = both(within, lines, **how)
    wrong = []
    for line, their, our in zip(lines, theirs, ours):
        order = in_order if {"n", "neigh"} & set(line) else str
        their, our = ([answer[0], order(still(answer[1])), still(answer[2])]
                      for answer in (their, our))
        if our != their:
            said = [[f"status {answer[0]}", *answer[1].splitlines(), *answer[2].splitlines()]
                    for answer in (their, our)]
            wrong.append("\n".join([f"ip {shlex.join(line)}", *difflib.unified_diff(
                *said, "theirs", "ours", n=0, lineterm="")]))
    assert not wrong, "\n".join([f"{len(wrong)} of {len(lines)} lines differ", *wrong])
    return ours


def test_the_walkthrough():
    answers = same(PAIR + """
        settle
        a
        a add 192.168.1.100/24 dev e0
        link set e0 up
        r add default via 192.168.1.1 dev e0
        a
        r
        address add 192.168.1.101/24 dev e0
        addr add 192.168.1.102/24 dev e0
        r a default via 192.168.1.1 dev e0
        """)
    assert [status for status, _, _ in answers] == [0] * 13 + [2]
    assert answers[-1][2] == "RTNETLINK answers: File exists\n"
    assert "    inet 192.168.1.100/24 scope global e0\n" in answers[9][1]
    assert answers[10][1].startswith("default via 192.168.1.1 dev e0 \n")


ADDRESSES = PAIR + """
    settle
    a add 10.0.0.1/8 brd + dev e0 label e0:1
    a add 10.0.0.2/8 brd - dev e0
    a add 10.1.0.1 peer 10.1.0.2/32 dev e0
    a add 192.168.5.1/24 dev e0 valid_lft 90000 preferred_lft 80000
    a add 192.168.6.1/24 dev e0 scope link metric 77
    a add 192.168.7.1/24 dev e0 noprefixroute
    a add 127.1.2.3/8 dev lo
    a add fd00::1/64 dev e0
    a add fd00::2/64 dev e0 nodad valid_lft forever preferred_lft 0
    a add fd00:1::1/64 dev e0 home mngtmpaddr
    a add 224.1.2.3/32 dev e0 autojoin
    settle
    show a
    show a show dev e0
    show -4 a
    show -6 a
    show -0 a
    show -f inet6 a s e0
    show a show up
    show a show scope link
    show a show scope global
    show a show to 10.0.0.0/8
    show a show to fd00::/16
    show a show label e0:*
    show a show secondary
    show a show -secondary dev e0
    show a show primary
    show a show dynamic
    show a show permanent
    show a show deprecated
    show a show type veth
    show a show master e0
    show a show nomaster
    show a show group default
    a del 10.0.0.2/8 dev e0
    a del 10.1.0.1 dev e0
    a del 10.0.0.1 dev e0
    a del 10.9.9.9/8 dev e0
    a change 192.168.5.1/24 dev e0 valid_lft 70000 preferred_lft 60000
    a replace 192.168.5.1/24 dev e0
    a chg 192.168.99.1/24 dev e0
    a show e0
    -s -s a flush dev e0 to 192.168.0.0/16
    -s a flush dev e0 primary
    -6 a flush dev e0
    -s a flush dev e1
    a flush
    a
    """


def test_addresses():
    same(ADDRESSES)


def test_statistics():
    """Of the loopback interface, where nobody else sends."""
    send = "python3 -c 'import socket\ns = socket.socket(2, 2)\ns.bind((\"127.0.0.1\", 5))\n" \
           "[s.sendto(bytes(size), s.getsockname()) for size in [9] * 1100 + [60000] * 30]'"
    lines = [["link", "set", "lo", "up"], ["!", send]]
    for what in ("link show lo", "addr show lo"):
        for form in ("-s", "-s -s", "-s -j", "-s -s -j -p", "-s -h", "-s -s -h -iec", "-s -o",
                     "-s -d", "-s -br", "-stats", "-statistics"):
            lines.append([*form.split(), *what.split()])
    same(lines)


def test_links():
    same(PAIR + """
        link set e0 alias 'a port; with "quotes" \\ and more'
        link property add dev e0 altname a-rather-long-alternative-name altname other
        link set e1 mtu 1400 txqueuelen 77 group 5
        link set e1 promisc on allmulticast on
        link set e0 multicast off arp off
        settle
        show link
        show link show e0
        show l sh dev a-rather-long-alternative-name
        show link show up
        show link show group 5
        link property del dev e0 altname other
        link set e1 down name renamed
        link set e0 address 02:00:00:00:00:77
        link set e0 broadcast ff:ff:ff:ff:ff:fe
        link set renamed up
        settle
        link set group 5 mtu 1300
        show link
        link set e0 mode dormant
        link set e0 addrgenmode random
        -d link show e0
        -d -j link show e0
        link set e0 protodown on
        link show e0
        link set e0 protodown off
        link set e0 carrier off
        link set e0 gso_max_size 30000 gso_max_segs 20 gro_max_size 20000
        -d link show e0
        link del group 5
        link
        link add ifb7 address 02:00:00:00:00:09 type ifb
        link add name ifb8 numtxqueues 4 numrxqueues 4 mtu 1234 index 77 \
address 2:0:0:0:0:8 type ifb
        show link
        link delete ifb8
        l d ifb7
        link
        """)


def test_kinds():
    same(PAIR + """
        link add br0 address 02:00:00:00:00:10 type bridge
        link add br1 address 02:00:00:00:00:11 type bridge forward_delay 400 hello_time 300 \
max_age 1100 ageing_time 5000 stp_state 1 priority 4096 vlan_filtering 1 vlan_protocol 802.1ad \
group_fwd_mask 8 group_address 01:80:c2:00:00:0e mcast_snooping 0 mcast_router 2 \
mcast_last_member_count 3 mcast_query_interval 4000 nf_call_iptables 1 no_linklocal_learn 1 \
vlan_default_pvid 5 vlan_stats_enabled 1 mcast_igmp_version 3
        link set e1 master br0
        link set br0 up
        settle
        show link show type bridge
        show link show master br0
        show link show type bridge_slave
        show -d link show e1
        show addr show master br0
        show link show nomaster
        link set e1 type bridge_slave priority 8 cost 77 hairpin on guard on learning off \
flood off isolated on mcast_router 2 state 2 group_fwd_mask 8 proxy_arp on neigh_suppress on
        -d link show e1
        -d -j link show e1
        link set br0 type bridge ageing_time 3000 mcast_vlan_snooping 1
        -d link show br0
        link set e1 nomaster
        link add mv0 link e0 address 02:00:00:00:00:12 type macvlan mode bridge
        link add mv1 link e0 address 02:00:00:00:00:13 type macvlan mode private bcqueuelen 100
        link add mv2 link e0 address 02:00:00:00:00:14 type macvtap mode vepa nodst
        link set mv0 up
        settle
        show link show type macvlan
        show -d link
        link add p0 mtu 1300 address 02:00:00:00:00:15 type veth peer name p1 mtu 1200 up \
address 02:00:00:00:00:16
        settle
        show link
        link del br0
        link
        """)


def test_tun():
    if not os.path.exists("/dev/net/tun"):
        pytest.skip("no tun driver")
    lines = split("show -d link show t0")
    setup = QUIET + """
        ip tuntap add t0 mode tap user 1000
        ip link set t0 address 02:00:00:00:00:20
        """
    same(lines, setup=setup)


ROUTES = PAIR + """
    settle
    a add 192.168.1.100/24 dev e0
    a add 10.9.0.1/16 dev e1
    a add fd00::1/64 dev e0
    settle
    r add default via 192.168.1.1 dev e0 proto dhcp src 192.168.1.100 metric 100
    r add default via 192.168.1.2 metric 200
    r add 10.5.0.0/16 via 192.168.1.7 table 100
    r add 10.5/16 via 192.168.1.7
    r add 10.6.0.0/16 dev e0 scope link
    r add 10.7.0.1 via 172.16.0.1 dev e0 onlink
    r add blackhole 10.8.0.0/16
    r add unreachable 10.9.8.0/24 metric 5
    r add prohibit 10.10.0.0/16
    r add throw 10.11.0.0/16 table 100
    r add local 10.12.0.1 dev lo
    r add broadcast 10.13.0.255 dev e0
    r add 10.14.0.0/16 nexthop via 192.168.1.2 dev e0 weight 2 nexthop via 192.168.1.3 weight 256
    r add 10.15.0.0/16 via inet6 fd00::5 dev e0
    r add 10.16.0.0/16 via 192.168.1.9 mtu lock 1300 advmss 1200 rtt 300ms rttvar 1.5s window 9000 \
cwnd 5 initcwnd 6 initrwnd 7 hoplimit 9 rto_min 250ms features ecn quickack 1 congctl cubic \
reordering 4 ssthresh 20 fastopen_no_cookie 1
    r add 10.17.0.0/16 via 192.168.1.9 tos 0x10 realms 1/2
    r add 10.17.0.0/16 via 192.168.1.9 dsfield 8 realms 7 table 1000 protocol 99
    r add fd01::/64 via fd00::2 metric 7 pref high
    r add default via fd00::3
    r add unreachable fd02::/16
    r add fd03::/64 nexthop via fd00::2 dev e0 nexthop via fd00::3 dev e0 weight 3
    r add fd04::/64 via fd00::2 expires 90000
    r prepend 10.5.0.0/16 via 192.168.1.8
    r append 10.5.0.0/16 via 192.168.1.9
    r change 10.6.0.0/16 dev e0 scope link metric 0 src 192.168.1.100
    r replace 10.6.0.0/16 via 192.168.1.4
    r test 10.6.0.0/16 via 192.168.1.4
    r chg 10.99.0.0/16 via 192.168.1.4
    """


def test_routes():
    same(ROUTES + """
        show r
        show -6 r
        show r show table all
        show r show table 100
        show r show table local
        show r list table 1000
        r show table 99
        r show table cache
        r del 10.5.0.0/16
        r del 10.5.0.0/16 via 192.168.1.9
        r del default metric 200
        r del default
        r del 10.99.0.0/16
        -6 r del default
        r
        -s -s r flush 10.17.0.0/16
        -s r flush table 100
        r flush proto dhcp
        -s r flush root 10.0.0.0/8 dev e0
        -s r flush cache
        r flush
        show r
        -6 r flush dev e0
        -6 r
        """)


def test_which_routes_are_shown():
    same(ROUTES + "\n".join(f"{family} r show {words}" for family, words in itertools.product(
        ["", "-j", "-d", "-6", "-6 -j"], """
        dev e0 | dev lo | oif e1 | default | exact default | match 10.5.1.1 | match 0/0 | root 10/8
        root 10.16.0.0/12 | exact 10.5.0.0/16 | 10.5.0.0/16 | to 10.5.0.0/16 | via 192.168.1.7
        via 192.168.1.0/29 | via inet6 fd00::5 | src 192.168.1.100 | proto kernel | proto boot
        proto all | protocol dhcp | type blackhole | type local table all | scope link | scope all
        scope global | metric 100 | tos 0x10 | realms 1/2 | realms /2 | realms 1/ | from default
        table main dev e0 | root fd00::/8 | match fd01::5 | all | any""".replace("\n", "|")
        .split("|"))))


def test_the_way_to_an_address():
    same(ROUTES + """
        show r get 1.1.1.1
        show r get 10.16.0.1
        show r get 192.168.1.5
        show r get 127.0.0.1
        -r r get 127.0.0.1
        -r a show lo
        -r -j a show lo
        show r get fd01::9
        show -6 r get fd00::7
        r get 10.9.8.1
        r get 10.10.1.1
        r get 10.8.1.1
        r get 192.168.1.255
        r get 224.0.0.5 dev e0
        r get to 1.1.1.1 from 192.168.1.100 oif e0 mark 0x20 tos 8
        r get 1.1.1.1 mark 5
        r get 1.1.1.1 uid 5 ipproto tcp sport 5 dport 6
        r get fibmatch 1.1.1.1
        show r get fibmatch 10.16.5.5
        r get 10.14.0.1
        r get 1.1.1.0/24
        r get fd01::/64
        r get 1.1.1.1 from 10.250.0.1 iif e0
        r get
        r get foo
        r get 1.1.1.1 oif nope
        """)


def test_neighbours():
    same(PAIR + """
        settle
        a add 192.168.1.100/24 dev e0
        n add 192.168.1.9 lladdr 02:00:00:00:00:09 dev e0
        n add 192.168.1.10 lladdr 02:00:00:00:00:0a dev e0 nud noarp
        n add 192.168.1.11 lladdr 02:00:00:00:00:0b dev e0 nud permanent router protocol static
        n add fd00::9 lladdr 02:00:00:00:00:09 dev e0
        n add fd00::a lladdr 02:00:00:00:00:0a dev e0 router
        n add 192.168.1.12 dev e0 lladdr 2:0:0:0:0:c extern_learn
        n add proxy 192.168.1.20 dev e0
        neighbour add proxy fd00::20 dev e0
        neigh
        -j neigh
        -br neigh
        -d n
        -c=always n
        -o n
        n show dev e0
        -br n show dev e0
        -j -p n show dev e1
        n show proxy
        -j n show proxy
        n show 192.168.1.9
        n show to 192.168.1.8/30
        n show nud noarp
        n show nud all
        n show nud none
        n show nud permanent nud noarp
        n show nomaster
        n show unused
        n show protocol static
        -4 n
        -6 n
        -6 -j n
        n get 192.168.1.9 dev e0
        n get proxy 192.168.1.20 dev e0
        n get 192.168.1.99 dev e0
        n get 192.168.1.99
        n change 192.168.1.9 lladdr 02:00:00:00:00:99 dev e0
        n replace 192.168.1.13 lladdr 02:00:00:00:00:9a dev e0
        n chg 192.168.1.77 lladdr 02:00:00:00:00:9a dev e0
        n add 192.168.1.9 lladdr 02:00:00:00:00:99 dev e0
        n
        n del 192.168.1.9 dev e0
        n del 192.168.1.99 dev e0
        n del 192.168.1.9
        n add foo dev e0
        n add 192.168.1.5 lladdr xx dev e0
        n add 192.168.1.5 lladdr 02:00:00:00:00:05 dev nope
        n add 192.168.1.5 nud silly dev e0
        n show nud silly
        n show dev nope
        n flush
        n flush dev e0
        n
        -s n flush nud permanent
        -s n flush dev e0 nud all
        n
        """)


def test_rules():
    same(PAIR + """
        show ru
        show -6 ru
        ru add from 10.0.0.0/8 table 100 pref 50
        ru add to 10.1.2.3 lookup main priority 60
        ru add from 10.0.0.1 to 10.0.0.2 fwmark 0x1/0x3 blackhole pref 70
        ru add fwmark 5 unreachable pref 71
        ru add iif lo goto 32766 pref 80
        ru add iif absent oif e0 table 1000 pref 81
        ru add not from 10.3.0.0/16 tos 0x10 prohibit pref 82
        ru add uidrange 5-10 table 7 pref 83
        ru add ipproto tcp sport 5 dport 6-70 table 8 pref 84
        ru add ipproto 99 table 9 pref 85
        ru add table main suppress_prefixlength 0 pref 86
        ru add table main suppress_ifgroup 5 pref 87
        ru add realms 1/2 table 10 pref 88
        ru add realms 5 table 10 pref 89
        ru add nop pref 90
        ru add goto 95 pref 91
        ru add tun_id 7 table 5 pref 92
        ru add from all table 11 protocol static pref 93
        ru add l3mdev pref 1000
        -6 ru add from fd00::/64 table 12 pref 94
        -6 rule add from fd00::/64 to fd01::1 table 13 pref 95
        show ru
        show -6 ru
        ru show from 10.0.0.0/8
        ru show from 10.0.0.1
        ru show to 10.1.2.3
        ru show table 100
        ru show lookup main
        ru show pref 84
        ru show fwmark 5
        ru show fwmark 1/3
        ru show not
        ru show iif lo
        ru show oif e0
        ru show uidrange 5-10
        ru show ipproto tcp
        ru show sport 5
        ru show dport 6-70
        ru show tos 0x10
        ru show l3mdev
        ru show from foo
        ru add pref 50 from 10.0.0.0/8 table 100
        ru del pref 50
        ru del pref 50
        ru del from 10.0.0.1 to 10.0.0.2 fwmark 1/3 blackhole
        ru add foo
        ru add table foo
        ru add pref x
        ru add sport x
        ru add uidrange 5
        ru add fwmark 1/x
        ru add iif a/b
        ru flush protocol static
        ru flush table 5
        ru
        ru flush
        ru
        """)


# What people get wrong, and what the kernel refuses.
WRONG = PAIR + """
    settle
    a add 192.168.1.1/24 dev e0
    """ + "\n".join("""
    foo | a foo | r foo | l foo | n foo | ru foo | netns foo | -Q | --quux | -f foo a | -f
    a add foo dev e0 | a add 1.2.3.4/33 dev e0 | a add 1.2.3.4/24 | a add 1.2.3.4/24 dev
    a add 1.2.3.4/24 dev nope | a add 1.2.3.4/24 5.6.7.8/24 dev e0 | a add | a add dev e0
    a del dev e0 | a add 192.168.1.1/24 dev e0 | a del 9.9.9.9/24 dev e0
    -6 a add 1.2.3.4/24 dev e0 | a show nope | -0 a add 1.2.3.4 dev e0
    a add 1.2.3.4/24 dev e0 scope foo | a add 1.2.3.4/24 brd foo dev e0
    a add 1.2.3.4/24 brd 1.2.3.5 brd 1.2.3.6 dev e0 | a add fd00::1/64 brd + dev e0
    a add 1.2.3.4/24 peer foo dev e0 | a add 1.2.3.4/24 dev e0 valid_lft 0
    a add 1.2.3.4/24 dev e0 valid_lft 5 preferred_lft 6 | a add 1.2.3.4/24 dev e0 valid_lft x
    a add 1.2.3.4/24 dev e0 metric x | a add 1.2.3.4/24 dev e0 tentative
    a add 1.2.3.5/24 dev e0 nodad | a add 1.2.3.4/24 dev e0 autojoin | a show scope foo
    a add 1.2.3.4/24 label toolonglabelforthekernel dev e0 | a show e0 e1 | a show dev
    a show to foo | a show master nope | a show group foo | a flush dev nope | -0 a flush dev e0
    a add local | a add 1.2.3.4 peer 1.2.3.5 peer 1.2.3.6 dev e0 | a show up foo bar | l show nope
    l show dev | l set | l set nope up | l set e0 foo bar | l set e0 mtu x | l set e0 mtu
    l set e0 mtu 1 | l set e0 address xoo | l set e0 address 1:2:3 | l set e0 promisc maybe
    l set e0 arp maybe | l set e0 name a/b | l set e0 name toolonganame12345 | l set e0 name e1
    l set e0 master nope | l set e0 group foo | l set e0 mode foo | l set e0 state foo
    l set e0 mtu 1500 mtu 1400 | l set e0 index 5 | l set e0 netns nope | l set e0 addrgenmode foo
    l set e0 carrier maybe | l set e0 gso_max_size x | l set e0 numtxqueues x | l set e0 qlen x
    l set e0 alias | l add | l add foo | l add foo type | l add foo type nosuchkind
    l add foo type nosuchkind bar | l add foo bar type ifb | l add foo name bar type ifb
    l add link nope foo type macvlan | l add e0 type ifb | l add foo index -1 type ifb
    l add a/b type ifb | l add foo link e0 type macvlan mode foo
    l add foo type bridge ageing_time x | l add foo type bridge vlan_protocol foo
    l set e0 type bridge_slave state 2 | l del nope | l del | l del lo | l show up foo
    l property foo dev e0 | l property add altname x | l property add dev e0 altname a/b
    l property add dev nope altname b | l set group 5 up
    l add x1 type veth peer name x2 type veth | l add x1 type veth peer name a/b
    l set e0 group 7 group 8 | r add 1.2.3.0/24 | r add foo dev e0 | r add default via foo
    r add default via 9.9.9.9 | r add default dev nope | r add default via 192.168.1.2 dev | r add
    r add via 192.168.1.2 | r add default default dev e0
    r add default via 192.168.1.2 via 192.168.1.3 | r add 1.2.3.0/24 dev e0 table foo
    r add 1.2.3.0/24 dev e0 scope foo | r add 1.2.3.0/24 dev e0 proto foo
    r add 1.2.3.0/24 dev e0 metric x | r add 1.2.3.0/24 dev e0 mtu x
    r add 1.2.3.0/24 dev e0 rtt x | r add 1.2.3.0/24 dev e0 hoplimit 300
    r add 1.2.3.0/24 dev e0 quickack 2x | r add 1.2.3.0/24 dev e0 features foo
    r add 1.2.3.0/24 dev e0 tos zz | r add 1.2.3.0/24 dev e0 src foo
    r add 1.2.3.0/24 dev e0 src 8.8.8.8 | r add 1.2.3.0/24 nexthop | r add 1.2.3.0/24 nexthop foo
    r add 1.2.3.0/24 nexthop via foo dev e0 | r add 1.2.3.0/24 nexthop via 192.168.1.2 weight 0
    r add 1.2.3.4/24 dev e0 | r add 1.2.3.0/24 dev e0 pref foo
    r add 1.2.3.0/24 via fd00::1 dev e0 | r add fd00::/64 via 1.2.3.4
    r add 1.2.3.0/24 dev e0 expires x | r add 1.2.3.0/24 via | r add unreachable
    r add 1.2.3.0/24 nhid 77 | r del default | r del 1.2.3.0/24 | r change 1.2.3.0/24 dev e0
    r show dev nope | r show table foo | r show foo | r show proto foo | r show scope foo
    r show type foo | r show metric x | r show via foo | r show table | r flush
    r flush table foo | r get foo | r replace default via 9.9.9.9 | r add 999999999999/24 dev e0
    r add 1.2.3.0/ dev e0 | r add 1.2.3.0/x dev e0 | netns add | netns exec | netns exec nope
    netns del | netns pids | netns identify x | netns exec nope true | netns del nope
    netns pids nope | netns add a/b | netns set | netns set nope | netns attach nope
    netns attach nope 0 | monitor foo | monitor dev nope | monitor dev | a add '' dev e0
    l set '' up | r add '' dev e0 | l set e0 name ''
    """.replace("\n", "|").split("|"))


def test_what_is_wrong_is_said_alike():
    same(WRONG)


def test_whoever_may_not_is_told():
    wrap = ["setpriv", "--bounding-set=-net_admin", "--inh-caps=-net_admin"]
    same("""
        link set lo up
        addr add 127.0.0.5/8 dev lo
        route add 10.0.0.0/8 dev lo
        link add x type ifb
        """, setup="true", wrap=wrap)


def test_the_gateway_decides_the_family():
    same(PAIR + """
        settle
        a add fd00::1/64 dev e0
        settle
        r add default via fd00::2 dev e0
        -6 r
        -6 r del default
        """)


def test_batch(tmp_path):
    (tmp_path / "good").write_text('link set lo up # up\n\n  addr add 127.0.0.5/8 \\\ndev lo\n'
                                   'link set lo alias "two words"\naddr show lo\n')
    (tmp_path / "bad").write_text("link set lo up\nlink set nope up\nlink show lo\n")
    same([["-batch", f"{tmp_path}/good"], ["-b", f"{tmp_path}/bad"],
          ["-force", "-b", f"{tmp_path}/bad"], ["-b", f"{tmp_path}/none"], ["-b"],
          ["link", "show", "lo"]])


def test_namespaces(tmp_path):
    """Named ones, in a /run/netns that nobody else sees."""
    setup = QUIET + "mount -t tmpfs none /run\n"
    same("""
        netns
        netns list
        netns add one
        netns add two
        netns add one
        netns
        -j netns list
        netns exec one true
        netns exec one false
        netns exec one sh -c 'exit 7'
        netns exec one no-such-command
        -n one link
        -netns one -j addr
        -n nope link
        netns set two 5
        netns
        -j netns
        netns set two 6
        link add a0 address 02:00:00:00:00:31 netns one type veth peer name b0 \
address 02:00:00:00:00:32
        link
        -d link
        -j link
        -n one link
        -j -n one link
        link set b0 netns two
        link
        -n two link
        -n one link
        netns exec one sh -c 'cd /sys/class/net; echo *'
        -all netns exec sh -c 'echo here'
        netns identify
        netns pids one
        netns delete two
        netns del two
        -all netns del
        netns
        """, setup=setup, wrap=["-m", "--propagation", "private"])


def test_namespaces_attach_and_identify():
    script = """
        mount -t tmpfs none /run
        $0 ip netns add one
        $0 ip netns exec one sh -c 'sleep 60 & echo $! > /tmp/$PPID.pid; echo $!' > /run/pid
        pid=$(cat /run/pid)
        [ "$($0 ip netns identify $pid)" = one ] && [ "$($0 ip netns pids one)" = $pid ]
        $0 ip netns attach again $pid
        $0 ip netns pids again | grep -qx $pid
        kill $pid
        """.replace("echo $! > /tmp/$PPID.pid; ", "")
    execute(["unshare", "-mn", "sh", "-euc", script, BINARY], check=True)


def test_configuration_of_a_namespace(tmp_path):
    """/etc/netns/NAME/hosts stands where /etc/hosts was."""
    script = """
        mount -t tmpfs none /run; mkdir -p /run/etc/netns/one; cp /etc/hosts /run/etc/
        mount --bind /run/etc /etc; echo special > /etc/netns/one/hosts
        $0 ip netns add one; $0 ip netns exec one cat /etc/hosts
        """
    done = execute(["unshare", "-mn", "sh", "-euc", script, BINARY], check=True)
    assert done.stdout == "special\n"


def events(tool, words):
    """What `monitor` says while these lines are run."""
    script = f"""
        {QUIET}
        $HOST link add e0 address 02:00:00:00:00:01 type veth peer name e1 address 02:00:00:00:00:02
        "$@" > $OUT 2>&1 & monitor=$!
        for i in $(seq 100); do grep -q . /proc/$monitor/net/netlink && break; sleep 0.02; done
        sleep 0.3
        $HOST addr add 10.0.0.1/8 dev e1
        $HOST link set e1 mtu 1400
        $HOST link set e1 alias x
        $HOST addr add 10.0.0.2/8 dev e1
        $HOST neigh add 10.0.0.9 lladdr 02:00:00:00:00:09 dev e1
        $HOST rule add from 10.0.0.0/8 table 5 pref 7
        $HOST route add 10.9.0.0/16 dev lo table 7 || true
        $HOST link set lo up
        $HOST route add 10.9.0.0/16 dev lo table 7
        $HOST rule del pref 7
        $HOST addr del 10.0.0.1/8 dev e1
        $HOST link del e1
        sleep 0.3
        kill $monitor; wait $monitor || true
        cat $OUT"""
    with tempfile.NamedTemporaryFile() as out:
        return execute(["unshare", "-n", "sh", "-euc", script, "sh", *tool, *words], check=True,
                       env={"HOST": HOST, "OUT": out.name}).stdout


@pytest.mark.parametrize("words", [
    "monitor link", "monitor address", "monitor route", "monitor neigh", "monitor rule label",
    "-4 monitor address label", "-o monitor address link route neigh rule label",
    "monitor link dev e1", "-br monitor link"])
def test_monitor(words):
    theirs, ours = both(events, words.split())
    assert still(ours) == still(theirs)
    assert ours


def test_monitor_with_time():
    said = events([BINARY, "ip"], ["-t", "monitor", "rule"])
    assert re.match(r"Timestamp: \w{3} \w{3} [ \d]\d \d\d:\d\d:\d\d \d{4} \d+ usec\n7:\tfrom 10",
                    said)
    said = events([BINARY, "ip"], ["-ts", "monitor", "rule"])
    assert re.match(r"\[\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}\] 7:\tfrom 10", said)


# What generated lines are made of.
PIECES = {
    "a": (["add", "del", "replace", "change"], "{prefix} dev {device}",
          ["", "", "brd +", "scope link", "metric 5", "noprefixroute", "label e0:x",
           "peer 10.9.9.9"]),
    "r": (["add", "add", "del", "replace", "append", "change"], "{type} {target} {way}",
          ["", "", "metric 5", "table {table}", "onlink", "mtu 1300", "src {address}",
           "proto static"]),
    "l": (["set"], "{device}",
          ["up", "down", "mtu 1400", "mtu 10", "promisc on", "arp off", "up mtu 1300", "alias x",
           "qlen 5", "group 3", "multicast off"]),
    "n": (["add", "replace", "del"], "{address} lladdr 02:00:00:00:00:0{digit} dev {device}",
          ["", "nud stale", "nud permanent", "router"]),
    "ru": (["add", "add", "del"], "from {prefix} table {table} pref {digit}00",
           ["", "to {prefix}", "fwmark 3", "iif lo"]),
    "r get": ([""], "{address}", [""]),
    "r show": (["", "root", "match", "exact", "table {table}"], "{prefix}", [""]),
    "a show": ([""], "", ["to {prefix}", "dev {device}"]),
}


def choose(pick):
    """A line that may make sense, from words that occur."""
    address = pick([f"10.{pick('01')}.{pick('012')}.{pick('0129')}",
                    f"fd0{pick('01')}::{pick('1239')}"])
    prefix = address + pick(["", "/8", "/16", "/24", "/32", "/64", "/128", "/33", "/x"])
    device = pick(["e0", "e1", "lo", "e0", "e1", "nope"])
    words = {"address": address, "prefix": prefix, "device": device, "digit": pick("123"),
             "table": pick(["main", "local", "100", "1000", "all", "x"]),
             "type": pick(["", "", "", "blackhole", "unreachable", "local"]),
             "target": pick([prefix, prefix, "default"]),
             "way": pick(["", f"via {address}", f"dev {device}", f"via {address} dev {device}",
                          f"dev {device} scope link"])}
    what = pick([*PIECES] + ["a", "r", "r"])
    commands, body, tails = PIECES[what]
    family = "-6" if what == "ru" and ":" in prefix else ""
    return " ".join([family, what, pick(commands), body, pick(tails)]).format(**words)


SHOWN = ["-j a", "-d a", "-o a", "-br a", "r", "-j r", "-d r show table all", "-6 -j r",
         "-d -j r show table all", "n", "-j n show nud permanent", "ru", "-6 ru", "-j l", "-d l"]


@pytest.mark.parametrize("seed", range(4))
def test_generated_lines(seed):
    pick = random.Random(seed).choice
    lines = split(PAIR + "settle")
    for _ in range(25):
        lines += [choose(pick).split() for _ in range(6)] + [pick(SHOWN).split()]
    lines = [line for command in lines for line in
             ([command, SETTLED] if {"up", "down"} & set(command) or
              (command[0] == "a" and ":" in str(command)) else [command])]
    same(lines)


def test_help():
    done = run("ip", "help")
    assert done.returncode == 255 and done.stderr.startswith("Usage: ip [ OPTIONS ] OBJECT")
    for words in ("addr help", "link help", "route help", "neigh help", "rule help", "netns help",
                  "monitor help", "a add help", "r add help", "r show help", "l set help"):
        done = run("ip", *words.split())
        assert (done.returncode, done.stdout) == (255, ""), words
        assert done.stderr.startswith("Usage: ip "), words
    done = run("ip", "link", "help", "bond")
    assert done.returncode == 0 and "miimon" in done.stdout
    assert run("ip", "--help").stdout.startswith("Usage: ip ")
    assert run("ip", "-V").stdout.startswith("ip utility, RAMsteam")
    assert run("ip", "link", "add", "x", "type", "vlan", "help").returncode == 1


def test_a_card_without_a_driver_is_told_of():
    """To a person who sees the loopback interface alone, not to a script."""
    script = """
        mount -t tmpfs none /sys; cd /sys; mkdir -p bus/pci/devices/0000:00:03.0 kernel
        cd bus/pci/devices/0000:00:03.0
        echo 0x020000 > class; echo 0x8086 > vendor; echo 0x100e > device
        echo pci:v00008086d0000100Esv0 > modalias
        script -qec "$0 ip addr" /dev/null; echo ---; "$0" ip addr 2>&1 | cat
        ip link add e0 type veth; echo ---; script -qec "$0 ip link" /dev/null
        """
    alone, piped, with_others = execute(
        ["unshare", "-mn", "sh", "-euc", script, BINARY], check=True).stdout.split("---\n")
    assert "PCI 0000:00:03.0 [8086:100e]" in alone and alone.startswith("1: lo: ")
    assert "PCI" not in piped and "PCI" not in with_others and "e0@veth0" in with_others


def test_names_cannot_drive_the_terminal():
    lines = [["link", "set", "lo", "alias", "a\033[31mb\nc"], ["link", "show", "lo"],
             ["-j", "link", "show", "lo"]]
    shown = within([BINARY, "ip"], lines)
    assert "\033" not in shown[1][1] and "a?[31mb" in shown[1][1]
    assert json.loads(shown[2][1])[0]["ifalias"] == "a\033[31mb\nc"


def test_output_that_cannot_be_written():
    done = execute(["sh", "-c", 'exec "$0" ip addr > /dev/full', BINARY])
    assert done.returncode == 1 and "No space left" in done.stderr
