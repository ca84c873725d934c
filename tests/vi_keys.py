# SPDX-License-Identifier: MIT
"""Random texts and keystrokes for vi, from a grammar of what people type."""
import random

WORDS = ["alpha", "beta", "x", "foo_bar", "a.b", "--", "(one two)", "[3, 4]", "{x}",
         '"quoted text"', "'it'", "end.", "Why?", "42", "don't", "été", "中文"]
MOTIONS = ("h j k l w b W B e E 0 ^ $ gg G w b e j k l f; fa tb Fe To ; , % { } ( ) ge gE + - _ |"
           " /a\r ?e\r n N * # `a 'a H L M g_").split(" ")
OBJECTS = "iw aw iW aW i( a( i[ a[ i{ a{ i\" a\" i' a' ip ap ib ab iB".split()
INSERTS = ["new", "a b", "x\ry", "", "é", "(z)", "\tq", "foo\x17bar", "ab\x08c"]
COMMANDS = [
    "s/a/Z/", "s/[aeiou]/<&>/g", "%s/o/0/g", "%s/\\<\\w/\\u&/g", "d", "2d", ".,+1d", "m0", "t.",
    "g/a/d", "g/o/s/o/O/", "v/a/d", "%s/$/!/", "j", ">", "normal Ax", ".,$j", "1,2y|$put",
    "2,3m$", "%s/\\(.\\)\\(.\\)/\\2\\1/", "s/\\s\\+$//", "%s/a\\|e/_/g", "g/^$/d", "%s/\\n/+/",
    "1", "$", "-1", "+1", "s/x*/-/g", "&&", "%>", "k a", "'ad", "g/b/t.", "%norm x"]
LINES = ["dd", "yy", "D", "Y", "x", "X", ">>", "<<", "J", "gJ", "~", "rz", "p", "P", "guu", "gUU",
         "g~~"]
REGISTERS = ["yy", "dd", "yw", "dw", "p", "P", "y$", "x"]
ON_VISUAL = ["d", "y", "~", "u", "U", "x", "J", ">", "<", "r#", "o\x1b", "D", "Y"]


def text(chance):
    lines = []
    for _ in range(chance.randint(1, 9)):
        kind = chance.random()
        words = " ".join(chance.choice(WORDS) for _ in range(chance.randint(1, 8)))
        lines.append("" if kind < .15 else "\t" + words if kind < .25 else "   " if kind < .3
                     else "  " + words if kind < .4 else words)
    return "\n".join(lines) + "\n"


def count(chance):
    return chance.choice(["", "", "", "", "2", "3"])


def motion(chance):
    return count(chance) + chance.choice(MOTIONS)


def insert(chance):
    return chance.choice(INSERTS) + "\x1b"


def operator(chance):
    key = chance.choice(["d", "d", "c", "y", "gu", "gU", ">", "<"])
    over = motion(chance) if chance.random() < .7 else chance.choice(OBJECTS)
    return count(chance) + key + over + (insert(chance) if key == "c" else "")


def visual(chance):
    return chance.choice("vV") + motion(chance) + chance.choice(ON_VISUAL)


def command(chance):
    kinds = [(28, lambda: motion(chance)), (17, lambda: operator(chance)),
             (10, lambda: count(chance) + chance.choice(LINES)),
             (4, lambda: count(chance) + chance.choice("CsS") + insert(chance)),
             (10, lambda: count(chance) + chance.choice("iaIAoO") + insert(chance)),
             (2, lambda: "Rxyz\x1b"), (7, lambda: count(chance) + "."),
             (5, lambda: chance.choice(["u", "uu", "\x12", "U"])), (3, lambda: "ma"),
             (5, lambda: '"' + chance.choice("abA1-2") + chance.choice(REGISTERS)),
             (5, lambda: visual(chance)),
             (6, lambda: ":" + chance.choice(COMMANDS) + "\r")]
    return chance.choices([kind for _, kind in kinds], [weight for weight, _ in kinds])[0]()


def case(seed, most=4):
    """A text and the keys typed into it."""
    chance = random.Random(seed)
    content = text(chance)
    return content, "".join(command(chance) for _ in range(chance.randint(1, most)))
