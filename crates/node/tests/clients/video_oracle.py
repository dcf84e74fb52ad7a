"""Frames of `khien hash --vpdq` beside PyPI `vpdq`, the reference's own C++: bit for bit, with numbers, qualities and times.

    python video_oracle.py PROGRAM

The videos are drawn here by `ffmpeg`; nothing is kept.
"""
import json, pathlib, subprocess, sys, tempfile

import vpdq

MOVING, SHAPES = "mandelbrot=s={size}:r={rate}:start_scale=2", "testsrc2=s={size}:r={rate}"

# Name, what is drawn, size, rate, how it is written.
VIDEOS = [
    ("h264.mp4", SHAPES, "640x360", "25", ["-c:v", "libx264", "-pix_fmt", "yuv420p"]),
    ("odd.mp4", SHAPES, "641x361", "30000/1001", ["-c:v", "libx264", "-pix_fmt", "yuv444p"]),
    ("film.mkv", MOVING, "426x240", "24000/1001", ["-c:v", "libx264", "-pix_fmt", "yuv420p"]),
    ("vp9.webm", MOVING, "320x240", "30", ["-c:v", "libvpx-vp9", "-deadline", "realtime", "-cpu-used", "8"]),
    ("mpeg4.avi", MOVING, "320x240", "15", ["-c:v", "mpeg4", "-q:v", "4"]),
    ("hevc.mp4", SHAPES, "320x240", "50", ["-c:v", "libx265", "-x265-params", "log-level=none"]),
    ("mpeg2.ts", SHAPES, "720x576", "25", ["-c:v", "mpeg2video", "-q:v", "3"]),
    ("uneven.mp4", MOVING, "320x240", "25", ["-vf", "select='not(eq(mod(n,7),3))'", "-vsync", "vfr", "-c:v", "libx264", "-pix_fmt", "yuv420p"]),
    ("bt709.mp4", MOVING, "320x240", "25", ["-vf", "scale=out_color_matrix=bt709", "-colorspace", "bt709", "-c:v", "libx264", "-pix_fmt", "yuv420p"]),
    ("full.mp4", MOVING, "320x240", "25", ["-vf", "scale=out_range=full", "-color_range", "pc", "-c:v", "libx264", "-pix_fmt", "yuvj420p"]),
    ("ten.mkv", MOVING, "320x240", "25", ["-c:v", "libx264", "-pix_fmt", "yuv420p10le"]),
    ("theora.ogv", MOVING, "320x240", "25", ["-c:v", "libtheora"]),
    ("flv1.flv", MOVING, "176x144", "10", ["-c:v", "flv"]),
    ("slow.mp4", MOVING, "320x240", "1/2", ["-c:v", "libx264", "-pix_fmt", "yuv420p"]),
]


def draw(home, name, what, size, rate, how):
    drawn = what.format(size=size, rate=rate)
    path = str(home / name)
    seconds = "10" if rate == "1/2" else "3.5"
    subprocess.run(["ffmpeg", "-nostdin", "-v", "error", "-f", "lavfi", "-i", drawn, "-t", seconds, *how, path], check=True)
    return path


def main(program):
    with tempfile.TemporaryDirectory() as home:
        frames = 0
        for video in VIDEOS:
            path = draw(pathlib.Path(home), *video)
            for every in (1, 0):
                done = subprocess.run([program, "hash", path, "--vpdq", "text", "--every", str(every)], check=True, capture_output=True, text=True)
                theirs = [f"{of.frame_number},{of.quality},{of.hex},{of.timestamp:.3f}" for of in vpdq.computeHash(path, seconds_per_hash=every)]
                ours = done.stdout.split()
                assert ours == theirs, f"{video[0]}: " + json.dumps([pair for pair in zip(ours, theirs) if pair[0] != pair[1]][:3] or [len(ours), len(theirs)])
                frames += len(ours)
        print(f"{frames} frames of {len(VIDEOS)} videos as vpdq, bit for bit")


if __name__ == "__main__":
    main(sys.argv[1])
