package sealed

import (
	"encoding/base32"
	"encoding/binary"
	"fmt"
	"strconv"
	"strings"
)

const digestPrefix = "shiming digest 1\x00"

var digestEncoding = base32.NewEncoding("abcdefghijklmnopqrstuvwxyz234567").WithPadding(base32.NoPadding)

// DigestMessage returns the bytes that every implementation of Keys.Digests puts under HMAC-SHA256: the prefix
// "shiming digest 1" and a zero byte, the length of purpose (2 bytes, big-endian), purpose, value. The length makes the
// border between purpose and value part of the message, so ("a", "bc") and ("ab", "c") differ.
// ErrArgument where purpose or value is empty, purpose is too long, or the message is above MaxDigestMessage.
func DigestMessage(purpose string, value []byte) ([]byte, error) {
	if err := checkPurpose(purpose); err != nil {
		return nil, err
	}
	size := len(digestPrefix) + 2 + len(purpose) + len(value)
	if len(value) == 0 || size > MaxDigestMessage {
		return nil, fmt.Errorf("%w: a digest takes a value of 1 to %d bytes with its purpose", ErrArgument, MaxDigestMessage-len(digestPrefix)-2)
	}
	m := make([]byte, 0, size)
	m = append(m, digestPrefix...)
	m = binary.BigEndian.AppendUint16(m, uint16(len(purpose)))
	m = append(m, purpose...)
	return append(m, value...), nil
}

// FormatDigest writes a digest made by the key of the given version: "v<version>:", then the MAC in base32 (RFC 4648),
// lower case, no padding; such as "v2:mfrggzdf…".
func FormatDigest(version uint32, mac []byte) string {
	b := make([]byte, 0, 12+digestEncoding.EncodedLen(len(mac)))
	b = append(b, 'v')
	b = strconv.AppendUint(b, uint64(version), 10)
	b = append(b, ':')
	return string(digestEncoding.AppendEncode(b, mac))
}

// ParseDigest reads what FormatDigest wrote. ErrArgument for anything else.
func ParseDigest(digest string) (version uint32, mac []byte, err error) {
	number, text, ok := strings.Cut(digest, ":")
	number, versioned := strings.CutPrefix(number, "v")
	v, err := strconv.ParseUint(number, 10, 32)
	if !ok || !versioned || err != nil {
		return 0, nil, fmt.Errorf("%w: it is no digest", ErrArgument)
	}
	if mac, err = digestEncoding.DecodeString(text); err != nil || FormatDigest(uint32(v), mac) != digest {
		return 0, nil, fmt.Errorf("%w: it is no digest", ErrArgument)
	}
	return uint32(v), mac, nil
}
