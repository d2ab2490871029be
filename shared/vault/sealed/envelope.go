package sealed

import (
	"crypto/aes"
	"crypto/cipher"
	"encoding/binary"
	"fmt"
)

// The envelope, format 1, byte by byte. Numbers are big-endian. K and W are the two length fields.
//
//	offset   size  field
//	0        3     magic, the ASCII letters "SMS"
//	3        1     format, 0x01
//	4        4     key version, 1 or more
//	8        1     K: length of the key id, 1 to 255
//	9        K     key id, ASCII or UTF-8: which key seals (of a key file: the id of its data key), or which key
//	               wraps the data key (on KMS: the ARN)
//	9+K      2     W: length of the wrapped data key, 0 to 6144
//	11+K     W     wrapped data key; empty for a key file, whose keys seal by themselves
//	11+K+W   12    nonce, random
//	23+K+W   n     ciphertext, as long as the plain text
//	end-16   16    tag
//
// Cipher: AES-256-GCM (NIST SP 800-38D). Authenticated data: the header (every byte before the nonce), then the
// purpose. The header delimits itself, so no two pairs of header and purpose give the same bytes. With random nonces
// one data key may seal 2^32 envelopes; FileKeys.RotateData and the limits of kmskeys keep below that.
const (
	magic     = "SMS"
	format    = 1
	fixedSize = 9 // up to and with K

	nonceSize = 12
	tagSize   = 16

	maxKeyID   = 255
	maxWrapped = 6144 // the longest ciphertext that KMS Decrypt takes

	maxEnvelope = fixedSize + maxKeyID + 2 + maxWrapped + nonceSize + MaxPlain + tagSize
)

// KeySize is the length of every data key and digest key, in bytes.
const KeySize = 32

// Header says under which key an envelope is sealed. It is stored in the clear and authenticated.
type Header struct {
	KeyID   string // 1 to 255 bytes
	Version uint32 // 1 or more
	Wrapped []byte // the data key, encrypted by the key service; empty where the key seals by itself
}

// Sealer seals under one data key and one header, encoded once. Immutable, safe for concurrent use.
type Sealer struct {
	aead   cipher.AEAD
	header []byte
}

// NewSealer returns a Sealer for the data key of h. It fails with ErrArgument where key is not KeySize bytes long or
// h is not encodable. The key is not kept: the caller may clear it.
func NewSealer(h Header, key []byte) (*Sealer, error) {
	header, err := h.encode()
	if err != nil {
		return nil, err
	}
	aead, err := newAEAD(key)
	if err != nil {
		return nil, err
	}
	return &Sealer{aead: aead, header: header}, nil
}

// RawHeader returns the header of the envelopes that s seals, as encoded. The caller must not change it.
func (s *Sealer) RawHeader() []byte { return s.header }

// Seal returns the envelope of plain, bound to purpose. ErrArgument where one of them is out of bounds.
func (s *Sealer) Seal(purpose string, plain []byte) ([]byte, error) {
	if err := checkPurpose(purpose); err != nil {
		return nil, err
	}
	if len(plain) > MaxPlain {
		return nil, fmt.Errorf("%w: more than %d bytes to seal", ErrArgument, MaxPlain)
	}
	envelope := make([]byte, len(s.header), len(s.header)+nonceSize+len(plain)+tagSize)
	copy(envelope, s.header)
	return s.aead.Seal(envelope, nil, plain, additional(s.header, purpose)), nil
}

// Open returns what e holds. ErrSealed where e was not sealed by the same key, header and purpose.
func (s *Sealer) Open(purpose string, e Envelope) ([]byte, error) {
	if checkPurpose(purpose) != nil {
		return nil, ErrSealed
	}
	// The header authenticated is the one that arrived, not the one expected: a changed header never opens.
	plain, err := s.aead.Open(nil, nil, e.body, additional(e.raw, purpose))
	if err != nil {
		return nil, ErrSealed
	}
	return plain, nil
}

// Envelope is a parsed envelope: well formed, not yet proven authentic. It shares the memory it was parsed from.
type Envelope struct {
	Header
	raw  []byte // the encoded header
	body []byte // nonce, ciphertext, tag
}

// RawHeader returns the header as encoded: equal for all envelopes of one data key. The caller must not change it.
func (e Envelope) RawHeader() []byte { return e.raw }

// Parse takes an envelope apart without opening it. ErrSealed for anything that Seal cannot have written.
func Parse(envelope []byte) (Envelope, error) {
	if len(envelope) < fixedSize || len(envelope) > maxEnvelope {
		return Envelope{}, ErrSealed
	}
	if string(envelope[:3]) != magic || envelope[3] != format {
		return Envelope{}, ErrSealed
	}
	version := binary.BigEndian.Uint32(envelope[4:8])
	idEnd := fixedSize + int(envelope[8])
	if version == 0 || idEnd == fixedSize || len(envelope) < idEnd+2 {
		return Envelope{}, ErrSealed
	}
	wrapped := int(binary.BigEndian.Uint16(envelope[idEnd : idEnd+2]))
	end := idEnd + 2 + wrapped
	if wrapped > maxWrapped || len(envelope) < end+nonceSize+tagSize || len(envelope) > end+nonceSize+MaxPlain+tagSize {
		return Envelope{}, ErrSealed
	}
	return Envelope{
		Header: Header{KeyID: string(envelope[fixedSize:idEnd]), Version: version, Wrapped: envelope[idEnd+2 : end : end]},
		raw:    envelope[:end:end],
		body:   envelope[end:],
	}, nil
}

func (h Header) encode() ([]byte, error) {
	if len(h.KeyID) == 0 || len(h.KeyID) > maxKeyID || h.Version == 0 || len(h.Wrapped) > maxWrapped {
		return nil, fmt.Errorf("%w: key id of 1 to %d bytes, version of 1 or more, wrapped key of up to %d bytes", ErrArgument, maxKeyID, maxWrapped)
	}
	b := make([]byte, 0, fixedSize+len(h.KeyID)+2+len(h.Wrapped))
	b = append(b, magic...)
	b = append(b, format)
	b = binary.BigEndian.AppendUint32(b, h.Version)
	b = append(b, byte(len(h.KeyID)))
	b = append(b, h.KeyID...)
	b = binary.BigEndian.AppendUint16(b, uint16(len(h.Wrapped)))
	return append(b, h.Wrapped...), nil
}

// newAEAD returns AES-256-GCM that puts a fresh random nonce before each ciphertext.
func newAEAD(key []byte) (cipher.AEAD, error) {
	if len(key) != KeySize {
		return nil, fmt.Errorf("%w: a data key has %d bytes", ErrArgument, KeySize)
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	return cipher.NewGCMWithRandomNonce(block)
}

func additional(header []byte, purpose string) []byte {
	b := make([]byte, 0, len(header)+len(purpose))
	b = append(b, header...)
	return append(b, purpose...)
}

func checkPurpose(purpose string) error {
	if purpose == "" || len(purpose) > MaxPurpose {
		return fmt.Errorf("%w: a purpose has 1 to %d bytes", ErrArgument, MaxPurpose)
	}
	return nil
}
