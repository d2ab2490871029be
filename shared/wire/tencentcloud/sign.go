package tencentcloud

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"strconv"
	"time"
)

// algorithm is the signature of Tencent Cloud's API, version 3.
const algorithm = "TC3-HMAC-SHA256"

// request is what is signed of a POST to "/".
type request struct {
	service, host, contentType string
	body                       []byte
	at                         time.Time
}

// authorization returns the header of that name (FIELD-NOTES §4.1). The key never leaves this function but as a
// signature.
func (r request) authorization(id, key string) string {
	date := r.at.UTC().Format("2006-01-02")
	scope := date + "/" + r.service + "/tc3_request"
	toSign := algorithm + "\n" + strconv.FormatInt(r.at.Unix(), 10) + "\n" + scope + "\n" + hashed([]byte(r.canonical()))
	derived := keyed(keyed(keyed([]byte("TC3"+key), date), r.service), "tc3_request")
	return algorithm + " Credential=" + id + "/" + scope + ", SignedHeaders=content-type;host, Signature=" +
		hex.EncodeToString(keyed(derived, toSign))
}

func (r request) canonical() string {
	return "POST\n/\n\ncontent-type:" + r.contentType + "\nhost:" + r.host + "\n\ncontent-type;host\n" + hashed(r.body)
}

func hashed(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

func keyed(key []byte, message string) []byte {
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte(message))
	return mac.Sum(nil)
}
