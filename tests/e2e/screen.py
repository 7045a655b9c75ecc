# SPDX-License-Identifier: GPL-3.0-or-later
"""Real input by xdotool, and pictures of the display."""
import ctypes
import struct
import subprocess
import zlib


def xdotool(*arguments):
    return subprocess.run(["xdotool", *map(str, arguments)], check=True, capture_output=True, text=True).stdout


def key(*names):
    xdotool("key", "--clearmodifiers", *names)


def type_text(text):
    xdotool("type", "--clearmodifiers", "--delay", "4", text)


class _XImage(ctypes.Structure):
    _fields_ = [("width", ctypes.c_int), ("height", ctypes.c_int), ("xoffset", ctypes.c_int), ("format", ctypes.c_int),
                ("data", ctypes.c_void_p), ("byte_order", ctypes.c_int), ("bitmap_unit", ctypes.c_int),
                ("bitmap_bit_order", ctypes.c_int), ("bitmap_pad", ctypes.c_int), ("depth", ctypes.c_int),
                ("bytes_per_line", ctypes.c_int), ("bits_per_pixel", ctypes.c_int)]


def grab(x, y, width, height):
    """Rows of BGRX. libX11 is there wherever GTK is; a program for it may not be."""
    library = ctypes.CDLL("libX11.so.6")
    library.XOpenDisplay.restype = ctypes.c_void_p
    library.XDefaultRootWindow.restype = ctypes.c_ulong
    library.XDefaultRootWindow.argtypes = [ctypes.c_void_p]
    library.XGetImage.restype = ctypes.POINTER(_XImage)
    library.XGetImage.argtypes = [ctypes.c_void_p, ctypes.c_ulong, ctypes.c_int, ctypes.c_int, ctypes.c_uint,
                                  ctypes.c_uint, ctypes.c_ulong, ctypes.c_int]
    library.XCloseDisplay.argtypes = [ctypes.c_void_p]
    display = library.XOpenDisplay(None)
    image = library.XGetImage(display, library.XDefaultRootWindow(display), x, y, width, height, 0xFFFFFFFF, 2).contents
    data = ctypes.string_at(image.data, image.bytes_per_line * height)
    rows = [data[i * image.bytes_per_line:i * image.bytes_per_line + width * 4] for i in range(height)]
    library.XCloseDisplay(display)
    return rows


def save_picture(path, x, y, width, height, below=None):
    """@below: rows of before a popover opened. Without a compositor the shadow around it is a black box."""
    def chunk(kind, body):
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    lines = bytearray()
    for index, row in enumerate(grab(x, y, width, height)):
        if below and index < len(below):
            row = b"".join(below[index][i:i + 4] if row[i:i + 3] == b"\0\0\0" else row[i:i + 4] for i in range(0, len(row), 4))
        pixels = bytearray(width * 3)
        pixels[0::3], pixels[1::3], pixels[2::3] = row[2::4], row[1::4], row[0::4]
        lines += b"\0" + pixels
    with open(path, "wb") as file:
        file.write(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)) +
                   chunk(b"IDAT", zlib.compress(bytes(lines), 6)) + chunk(b"IEND", b""))
