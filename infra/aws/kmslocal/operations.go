package kmslocal

import (
	"crypto/hmac"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"

	"shiming/infra/aws/sigv4"
)

const (
	targetPrefix = "TrentService."
	contentType  = "application/x-amz-json-1.1"
	bodyLimit    = 64 << 10 // bytes
	maxMessage   = 4096     // bytes, of GenerateMac
	maxBlob      = 6144     // bytes, of Decrypt
)

// ServeHTTP answers one request of the SDK.
func (s *KMS) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", contentType)
	w.Header().Set("X-Amzn-Requestid", rand.Text())
	answer, err := s.answer(r)
	if err != nil {
		var f *KeyFault
		if !errors.As(err, &f) {
			f = &KeyFault{Status: http.StatusInternalServerError, Code: "KMSInternalException", Message: err.Error()}
		}
		w.WriteHeader(f.Status)
		answer = map[string]string{"__type": f.Code, "message": f.Message}
	}
	json.NewEncoder(w).Encode(answer) // fails only where the client is gone
}

func (s *KMS) answer(r *http.Request) (any, error) {
	body, err := io.ReadAll(io.LimitReader(r.Body, bodyLimit+1))
	if err != nil || len(body) > bodyLimit {
		return nil, &KeyFault{http.StatusRequestEntityTooLarge, "RequestEntityTooLargeException", "the body is too large or was cut"}
	}
	op, ours := strings.CutPrefix(r.Header.Get("X-Amz-Target"), targetPrefix)
	if r.Method != http.MethodPost || r.URL.Path != "/" || r.Header.Get("Content-Type") != contentType || !ours {
		return nil, badRequest("UnknownOperationException", "POST / with a target of TrentService and AWS JSON 1.1")
	}
	if err := s.signed.Check(r, body); err != nil {
		var refusal *sigv4.Rejection
		if errors.As(err, &refusal) {
			return nil, &KeyFault{http.StatusForbidden, refusal.Code, refusal.Message}
		}
		return nil, err
	}
	s.mu.Lock()
	s.calls[op]++
	s.mu.Unlock()
	if s.options.Fault != nil {
		if err := s.options.Fault(op); err != nil {
			return nil, err
		}
	}
	switch op {
	case GenerateDataKey:
		return run(body, s.generateDataKey)
	case Decrypt:
		return run(body, s.decrypt)
	case GenerateMac:
		return run(body, s.generateMac)
	case VerifyMac:
		return run(body, s.verifyMac)
	case Sign:
		return run(body, s.sign)
	case GetPublicKey:
		return run(body, s.getPublicKey)
	}
	return nil, badRequest("UnknownOperationException", "this server does not know "+op)
}

func run[In any, Out any](body []byte, operation func(In) (Out, error)) (any, error) {
	var in In
	if err := json.Unmarshal(body, &in); err != nil {
		return nil, badRequest("SerializationException", "the body is not the JSON of this operation")
	}
	return operation(in)
}

type generateDataKeyInput struct {
	KeyID             string `json:"KeyId"`
	KeySpec           string
	NumberOfBytes     int
	EncryptionContext map[string]string
}

type generateDataKeyOutput struct {
	CiphertextBlob, Plaintext []byte

	KeyID string `json:"KeyId"`
}

func (s *KMS) generateDataKey(in generateDataKeyInput) (generateDataKeyOutput, error) {
	k, err := s.find(in.KeyID, usageEncrypt)
	if err != nil {
		return generateDataKeyOutput{}, err
	}
	size := in.NumberOfBytes
	switch {
	case in.KeySpec == "" && size >= 1 && size <= 1024:
	case in.KeySpec == "AES_256" && size == 0:
		size = 32
	case in.KeySpec == "AES_128" && size == 0:
		size = 16
	default:
		return generateDataKeyOutput{}, badRequest("ValidationException", "give either KeySpec AES_256 or AES_128, or NumberOfBytes of 1 to 1024")
	}
	plain := make([]byte, size)
	rand.Read(plain)
	blob, err := k.wrap(plain, in.EncryptionContext)
	return generateDataKeyOutput{blob, plain, k.id}, err
}

type decryptInput struct {
	KeyID               string `json:"KeyId"`
	CiphertextBlob      []byte
	EncryptionContext   map[string]string
	EncryptionAlgorithm string
}

type decryptOutput struct {
	Plaintext           []byte
	KeyID               string `json:"KeyId"`
	EncryptionAlgorithm string
}

func (s *KMS) decrypt(in decryptInput) (decryptOutput, error) {
	if in.EncryptionAlgorithm != "" && in.EncryptionAlgorithm != algorithmData {
		return decryptOutput{}, badRequest("ValidationException", "EncryptionAlgorithm must be "+algorithmData)
	}
	if len(in.CiphertextBlob) == 0 || len(in.CiphertextBlob) > maxBlob {
		return decryptOutput{}, badRequest("ValidationException", fmt.Sprintf("CiphertextBlob must have 1 to %d bytes", maxBlob))
	}
	id, err := blobKey(in.CiphertextBlob)
	if err != nil {
		return decryptOutput{}, err
	}
	if in.KeyID != "" {
		if _, err := s.find(in.KeyID, usageEncrypt); err != nil {
			return decryptOutput{}, err
		}
	}
	k, known := s.keys[id]
	if !known || k.usage != usageEncrypt {
		return decryptOutput{}, errInvalidCiphertext()
	}
	if in.KeyID != "" && in.KeyID != id {
		return decryptOutput{}, badRequest("IncorrectKeyException", "The key ID in the request does not identify a CMK that can perform this operation.")
	}
	plain, err := k.unwrap(in.CiphertextBlob, in.EncryptionContext)
	return decryptOutput{plain, k.id, algorithmData}, err
}

type generateMacInput struct {
	KeyID        string `json:"KeyId"`
	Message      []byte
	MacAlgorithm string
}

type generateMacOutput struct {
	Mac          []byte
	KeyID        string `json:"KeyId"`
	MacAlgorithm string
}

func (s *KMS) generateMac(in generateMacInput) (generateMacOutput, error) {
	k, err := s.find(in.KeyID, usageMAC)
	if err != nil {
		return generateMacOutput{}, err
	}
	if len(in.Message) == 0 || len(in.Message) > maxMessage {
		return generateMacOutput{}, badRequest("ValidationException", fmt.Sprintf("Message must have 1 to %d bytes", maxMessage))
	}
	if in.MacAlgorithm != algorithmMAC {
		return generateMacOutput{}, badRequest("InvalidKeyUsageException", "MacAlgorithm must be "+algorithmMAC+" for this key")
	}
	return generateMacOutput{k.mac(in.Message), k.id, algorithmMAC}, nil
}

type verifyMacInput struct {
	generateMacInput
	Mac []byte
}

type verifyMacOutput struct {
	KeyID        string `json:"KeyId"`
	MacAlgorithm string
	MacValid     bool
}

func (s *KMS) verifyMac(in verifyMacInput) (verifyMacOutput, error) {
	made, err := s.generateMac(in.generateMacInput)
	if err != nil {
		return verifyMacOutput{}, err
	}
	if !hmac.Equal(made.Mac, in.Mac) {
		return verifyMacOutput{}, badRequest("KMSInvalidMacException", "The MAC is not that of the message.")
	}
	return verifyMacOutput{made.KeyID, algorithmMAC, true}, nil
}

// find returns the key of a request. KMS's faults: NotFoundException, InvalidKeyUsageException.
func (s *KMS) find(id, usage string) (*key, error) {
	k, known := s.keys[id]
	if !known {
		return nil, badRequest("NotFoundException", "Key '"+id+"' does not exist")
	}
	if k.usage != usage {
		return nil, badRequest("InvalidKeyUsageException", id+" key usage is "+k.usage+", which is not valid for this operation.")
	}
	return k, nil
}

func badRequest(code, message string) *KeyFault {
	return &KeyFault{Status: http.StatusBadRequest, Code: code, Message: message}
}
