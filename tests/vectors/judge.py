#!/usr/bin/python3
# SPDX-License-Identifier: ISC
"""What do tshark and scapy see in the advertisements that lib/nd makes?

usage: judge.py EMIT

EMIT (emit.c) writes a capture file and the list of what is expected in it, by
hand in the words of the decoder that is asked. Prints TAP. Without tshark or
scapy there is no judge, and the test is skipped.
"""
import collections
import os
import shutil
import subprocess
import sys
import tempfile


def skip(why):
    print('1..0 # SKIP ' + why)
    sys.exit(0)


if not shutil.which('tshark'):
    skip('tshark is not installed')
try:
    from scapy.layers.inet6 import IPv6, ICMPv6ND_RA
    import scapy.layers.inet6 as inet6
    from scapy.utils import rdpcap
except ImportError:
    skip('scapy is not installed')

TIMEOUT_S = 120


def run(*argv):
    done = subprocess.run(argv, stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=TIMEOUT_S,
                          check=False)
    if done.returncode != 0:
        print('Bail out! %s: %s' % (argv[0], done.stderr.decode(errors='replace').strip()))
        sys.exit(1)
    return done.stdout.decode()


def expectations(text):
    """{frame: [(field, value)]}"""
    found = collections.defaultdict(list)
    for line in text.splitlines():
        frame, field, value = line.split('\t')
        found[int(frame)].append((field, value))
    return found


def tshark_fields(capture, fields):
    """{frame: {field: all its values, blanks between}}"""
    argv = ['tshark', '-n', '-r', capture, '-T', 'fields', '-E', 'separator=/t', '-E',
            'occurrence=a', '-E', 'aggregator=/s']
    for field in fields:
        argv += ['-e', field]
    rows = run(*argv).splitlines()
    return {i + 1: dict(zip(fields, row.split('\t'))) for i, row in enumerate(rows)}


def in_words(value):
    if isinstance(value, (list, tuple)):
        return ' '.join(in_words(v) for v in value)
    return value.decode() if isinstance(value, bytes) else str(value)


def scapy_value(packet, path):
    _, layer, field = path.split('.')
    return in_words(getattr(packet[getattr(inet6, layer)], field))


def scapy_checksum(packet):
    """The checksum that scapy would have written."""
    again = IPv6(bytes(packet))
    del again[ICMPv6ND_RA].cksum
    return IPv6(bytes(again))[ICMPv6ND_RA].cksum


class Tap:
    def __init__(self):
        self.n = 0
        self.failed = 0

    def same(self, name, want, got):
        self.n += 1
        good = want == got
        self.failed += not good
        print('%sok %d - %s' % ('' if good else 'not ', self.n, name))
        if not good:
            print('# expected: %s\n#      got: %s' % (want, got))


def judge(tap, capture, wanted):
    # SEV_WARN and SEV_ERROR of tshark are 0x600000 and 0x800000
    common = ['icmpv6.checksum.status', '_ws.malformed', '_ws.expert.severity', 'ipv6.hlim']
    fields = sorted({f for pairs in wanted.values() for f, _ in pairs
                     if f.startswith('icmpv6.')})
    seen = tshark_fields(capture, common + fields)
    packets = rdpcap(capture)
    tap.same('every advertisement is in the capture', max(wanted), len(packets))
    tap.same('tshark reads as many', len(packets), len(seen))
    for frame, pairs in sorted(wanted.items()):
        packet = IPv6(bytes(packets[frame - 1]))
        row = seen[frame]
        severity = [int(s, 0) for s in row['_ws.expert.severity'].split()]
        tap.same('frame %d: tshark finds the checksum good' % frame, '1',
                 row['icmpv6.checksum.status'])
        tap.same('frame %d: tshark has nothing to object' % frame, ('', []),
                 (row['_ws.malformed'], [s for s in severity if s >= 0x600000]))
        tap.same('frame %d: scapy writes the same checksum' % frame, scapy_checksum(packet),
                 packet[ICMPv6ND_RA].cksum)
        for field, value in pairs:
            name = 'frame %d: %s is %s' % (frame, field, value.replace('#', ''))
            if field == 'octets':
                tap.same(name, value.replace(' ', ''), bytes(packets[frame - 1])[56:].hex())
            elif field.startswith('scapy.'):
                tap.same(name, value, scapy_value(packet, field))
            else:
                tap.same(name, value, row[field])


def main():
    tap = Tap()
    with tempfile.TemporaryDirectory() as where:
        capture = os.path.join(where, 'ra.pcap')
        judge(tap, capture, expectations(run(sys.argv[1], capture)))
    print('1..%d' % tap.n)
    sys.exit(1 if tap.failed else 0)


main()
