"""Which internet addresses are public: those of the internet, not of this machine, this house or a tunnel."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

NOT_PUBLIC_4 = tuple(
    ip_network(block)
    for block in (
        "0.0.0.0/8",
        "10.0.0.0/8",
        "100.64.0.0/10",
        "127.0.0.0/8",
        "169.254.0.0/16",
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",
        "192.31.196.0/24",
        "192.52.193.0/24",
        "192.88.99.0/24",
        "192.168.0.0/16",
        "192.175.48.0/24",
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/3",
    )
)
"""IANA's registry of special addresses, multicast (224/4) and the reserved rest (240/4)."""
PUBLIC_6 = ip_network("2000::/3")
"""All that IANA has given out. Outside lie loopback, private, link-local, multicast, and IPv4 in IPv6 and NAT64."""
NOT_PUBLIC_6 = tuple(
    ip_network(block)
    for block in ("2001::/23", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3ffe::/16", "3fff::/20")
)
"""Of those: tunnels that carry an IPv4 address (Teredo, 6to4), documentation, tests."""
ISATAP = (0x00005EFE, 0x02005EFE)  # RFC 5214: the upper half of an interface id that ends in an IPv4 address


def is_public(address: str) -> bool:
    """Whether this is the address of a machine on the public internet.

    address: as a resolver gives it ("192.0.2.1", "2001:db8::1", also "fe80::1%eth0"). What is not an address is not
    public. Python's own `is_global` lets multicast, 6to4 and addresses within addresses through.

    >>> is_public("93.184.215.14"), is_public("127.0.0.1"), is_public("::ffff:10.0.0.1"), is_public("2002:7f00:1::")
    (True, False, False, False)
    """
    try:
        parsed = ip_address(address)
    except ValueError:
        return False
    return _is_public_4(parsed) if isinstance(parsed, IPv4Address) else _is_public_6(parsed)


def _is_public_4(address: IPv4Address) -> bool:
    return not any(address in block for block in NOT_PUBLIC_4)


def _is_public_6(address: IPv6Address) -> bool:
    if address.scope_id or address not in PUBLIC_6 or any(address in block for block in NOT_PUBLIC_6):
        return False
    return (int(address) >> 32) & 0xFFFFFFFF not in ISATAP
