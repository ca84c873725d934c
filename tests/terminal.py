# SPDX-License-Identifier: MIT
"""A terminal for tests: a pty, and a small VT100 that keeps the picture a person would see."""
import fcntl
import os
import re
import select
import signal
import struct
import termios
import time
import unicodedata


class Screen:
    """What a VT100 shows of the bytes it got; a sequence it does not know is an error."""

    def __init__(self, rows, columns):
        self.rows, self.columns = rows, columns
        self.cells = [[" "] * columns for _ in range(rows)]
        self.row = self.column = 0
        self.top, self.bottom = 0, rows - 1
        self.pending = ""
        self.wrap = False

    def lines(self):
        return ["".join(row).rstrip() for row in self.cells]

    def up(self):
        del self.cells[self.top]
        self.cells.insert(self.bottom, [" "] * self.columns)

    def down(self):
        del self.cells[self.bottom]
        self.cells.insert(self.top, [" "] * self.columns)

    def line_feed(self):
        if self.row == self.bottom:
            self.up()
        elif self.row < self.rows - 1:
            self.row += 1

    def put(self, character):
        if unicodedata.combining(character):
            self.cells[self.row][max(self.column - 1, 0)] += character
            return
        wide = unicodedata.east_asian_width(character) in "WF"
        if self.wrap:
            self.column = 0
            self.line_feed()
            self.wrap = False
        self.cells[self.row][self.column] = character
        if wide and self.column + 1 < self.columns:
            self.cells[self.row][self.column + 1] = ""
        self.column += 1 + wide
        if self.column >= self.columns:
            self.column = self.columns - 1
            self.wrap = True

    def control(self, numbers, letter):
        values = [int(number) if number else 0 for number in numbers.split(";")]
        first = values[0] or 1
        if letter == "H":
            self.row = min(first, self.rows) - 1
            self.column = min((values + [1])[1] or 1, self.columns) - 1
        elif letter == "K":
            assert values[0] == 0
            self.cells[self.row][self.column:] = [" "] * (self.columns - self.column)
        elif letter == "J":
            assert values[0] == 0
            self.cells[self.row][self.column:] = [" "] * (self.columns - self.column)
            for row in range(self.row + 1, self.rows):
                self.cells[row] = [" "] * self.columns
        elif letter == "r":
            self.top = first - 1
            self.bottom = ((values + [0])[1] or self.rows) - 1
            self.row = self.column = 0
        else:
            assert letter in "mhln", f"ESC [ {numbers} {letter}"
        self.wrap = False

    def feed(self, text):
        text = self.pending + text
        self.pending = ""
        while text:
            found = re.match(r"\x1b\[\??([0-9;]*)([A-Za-z])", text)
            if found:
                if not text.startswith("\x1b[?"):
                    self.control(found.group(1), found.group(2))
            elif text[0] == "\x1b":
                if len(text) < 2 or re.fullmatch(r"\x1b\[\??[0-9;]*", text):
                    self.pending = text
                    return
                assert text[1] in "M78", f"sequence {text[:8]!r}"
                if text[1] == "M":
                    if self.row == self.top:
                        self.down()
                    else:
                        self.row -= 1
                text = text[2:]
                continue
            elif text[0] == "\n":
                self.line_feed()
                self.wrap = False
            elif text[0] == "\r":
                self.column, self.wrap = 0, False
            elif text[0] == "\b":
                self.column, self.wrap = max(self.column - 1, 0), False
            elif text[0] >= " ":
                self.put(text[0])
            text = text[found.end() if found else 1:]


class Terminal:
    """A program on a terminal of this size; without picture what it draws is not looked at."""

    def __init__(self, command, rows=24, columns=80, cwd=None, env=None, stdin=None,
                 picture=True):
        master, slave = os.openpty()
        self.fd = master
        self.resize(rows, columns, False)
        self.screen = Screen(rows, columns)
        self.picture = picture
        self.output = b""
        self.text = b""
        self.status = None
        self.pid = os.fork()
        if self.pid == 0:
            os.close(master)
            os.setsid()
            fcntl.ioctl(slave, termios.TIOCSCTTY, 0)
            os.dup2(slave if stdin is None else stdin, 0)
            os.dup2(slave, 1)
            os.dup2(slave, 2)
            if cwd:
                os.chdir(cwd)
            keep = {key: os.environ[key] for key in ("PATH",)}
            os.execve(command[0], [str(word) for word in command],
                      {**keep, "TERM": "vt100", "LC_ALL": "C.UTF-8", "HOME": "/nonexistent",
                       **(env or {})})
        os.close(slave)

    def resize(self, rows, columns, tell=True):
        fcntl.ioctl(self.fd, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        if tell:
            self.screen = Screen(rows, columns)

    def read(self, timeout):
        if self.fd < 0 or not select.select([self.fd], [], [], timeout)[0]:
            return False
        try:
            data = os.read(self.fd, 65536)
        except OSError:
            data = b""
        if not data:
            self.close_line()
            return False
        self.output += data
        if not self.picture:
            return True
        self.text += data
        whole = self.text.decode("utf-8", "ignore")
        # A character cut in two waits for its rest.
        rest = re.search(rb"[\xc2-\xf4][\x80-\xbf]{0,2}$", self.text)
        if rest and self.text[:rest.start()].decode("utf-8", "ignore") == whole:
            self.text = rest.group()
        else:
            self.text = b""
        self.screen.feed(whole)
        return True

    def close_line(self):
        if self.fd >= 0:
            os.close(self.fd)
        self.fd = -1

    def send(self, keys):
        os.write(self.fd, keys.encode() if isinstance(keys, str) else keys)

    def settle(self, quiet=0.25):
        """Until nothing has come for a while."""
        while self.read(quiet):
            pass
        return self.screen.lines()

    def expect(self, condition, timeout=15):
        """Until the picture meets a condition, or shows a text."""
        end = time.time() + timeout
        while True:
            lines = self.screen.lines()
            if condition(lines) if callable(condition) else condition in "\n".join(lines):
                return lines
            left = end - time.time()
            assert left > 0 and self.fd >= 0, f"{condition} not in:\n" + "\n".join(lines)
            self.read(min(left, 0.5))

    def wait(self, timeout=20):
        """Its exit status; what it still writes is read."""
        end = time.time() + timeout
        while self.status is None:
            self.read(0.02)
            done, status = os.waitpid(self.pid, os.WNOHANG)
            if done:
                self.status = os.waitstatus_to_exitcode(status)
            elif time.time() > end:
                self.kill()
                raise AssertionError("it does not end:\n" + "\n".join(self.screen.lines()))
        while self.read(0):
            pass
        return self.status

    def kill(self):
        if self.status is None:
            os.kill(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)
            self.status = -9
        self.close_line()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.kill()
