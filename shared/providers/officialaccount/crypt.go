package officialaccount

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/sha1" //nolint:gosec // the platform signs with it
	"crypto/subtle"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"io"
	"slices"
	"strings"
)

// signed reports whether the platform signed what it encrypted, at the time, with the token that we share.
func signed(token, timestamp, nonce, encrypted, signature string) bool {
	parts := []string{token, timestamp, nonce, encrypted}
	slices.Sort(parts)
	sum := sha1.New() //nolint:gosec // as above
	_, _ = io.WriteString(sum, strings.Join(parts, ""))
	return subtle.ConstantTimeCompare([]byte(hex.EncodeToString(sum.Sum(nil))), []byte(signature)) == 1
}

// keySize is the size of a key that was read, and what messages are padded to.
const keySize = 32

// errSealed says nothing of what did not open, or why.
var errSealed = errors.New("the message does not open")

// opened decrypts a message for the component: AES-256-CBC by a key of 43 letters (EncodingAESKey), padded to 32 bytes:
// 16 random bytes, the length, the message, and for whom it is.
func opened(letters, app, encrypted string) ([]byte, error) {
	key, err := base64.StdEncoding.DecodeString(letters + "=")
	if err != nil || len(key) != keySize {
		return nil, errors.New("the key is none of 43 letters")
	}
	text, err := base64.StdEncoding.DecodeString(encrypted)
	if err != nil || len(text) == 0 || len(text)%aes.BlockSize != 0 {
		return nil, errSealed
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, errSealed
	}
	cipher.NewCBCDecrypter(block, key[:aes.BlockSize]).CryptBlocks(text, text)
	pad := int(text[len(text)-1])
	if pad < 1 || pad > keySize || pad > len(text) || slices.ContainsFunc(text[len(text)-pad:], func(b byte) bool { return int(b) != pad }) {
		return nil, errSealed
	}
	const header = 16 + 4
	if text = text[:len(text)-pad]; len(text) < header {
		return nil, errSealed
	}
	size, rest := binary.BigEndian.Uint32(text[16:]), text[header:]
	if uint64(size) > uint64(len(rest)) || string(rest[size:]) != app {
		return nil, errSealed
	}
	return rest[:size], nil
}
