package officialaccounttest

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/sha1" //nolint:gosec // the platform signs with it
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"io"
	"net/url"
	"slices"
	"strings"
	"time"
)

// Pushed is an event as it arrives: what stands in the address, and the body.
type Pushed struct {
	Query url.Values
	Body  []byte
}

func bytesOf(b []byte) io.Reader { return bytes.NewReader(b) }

// Event is one of the kind with the fields, signed and encrypted at the time.
func Event(at time.Time, kind string, fields map[string]string) Pushed {
	var text strings.Builder
	fmt.Fprintf(&text, "<xml><AppId><![CDATA[%s]]></AppId><CreateTime>%d</CreateTime><InfoType><![CDATA[%s]]></InfoType>", AppID, at.Unix(), kind)
	for name, value := range fields {
		fmt.Fprintf(&text, "<%s><![CDATA[%s]]></%s>", name, value, name)
	}
	text.WriteString("</xml>")
	return Signed(at, Token, Encrypt(Key, AppID, text.String()))
}

// Signed is the message with the encrypted text, signed with the token.
func Signed(at time.Time, token, encrypted string) Pushed {
	timestamp, nonce := fmt.Sprint(at.Unix()), "1320562132"
	return Pushed{
		url.Values{"timestamp": {timestamp}, "nonce": {nonce}, "encrypt_type": {"aes"}, "msg_signature": {Signature(token, timestamp, nonce, encrypted)}},
		[]byte("<xml><AppId><![CDATA[" + AppID + "]]></AppId><Encrypt><![CDATA[" + encrypted + "]]></Encrypt></xml>"),
	}
}

// Signature is msg_signature.
func Signature(token, timestamp, nonce, encrypted string) string {
	parts := []string{token, timestamp, nonce, encrypted}
	slices.Sort(parts)
	sum := sha1.Sum([]byte(strings.Join(parts, ""))) //nolint:gosec // as above
	return hex.EncodeToString(sum[:])
}

// Encrypt encrypts the text for the app by a key of 43 letters.
func Encrypt(letters, app, text string) string {
	key, err := base64.StdEncoding.DecodeString(letters + "=")
	if err != nil {
		panic(err)
	}
	plain := append([]byte("0123456789abcdef"), binary.BigEndian.AppendUint32(nil, uint32(len(text)))...)
	plain = append(plain, text+app...)
	pad := 32 - len(plain)%32
	plain = append(plain, bytes.Repeat([]byte{byte(pad)}, pad)...)
	block, err := aes.NewCipher(key)
	if err != nil {
		panic(err)
	}
	cipher.NewCBCEncrypter(block, key[:16]).CryptBlocks(plain, plain)
	return base64.StdEncoding.EncodeToString(plain)
}
