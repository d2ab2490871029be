package kmslocal

import (
	"crypto"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
)

type signInput struct {
	KeyID            string `json:"KeyId"`
	Message          []byte
	MessageType      string
	SigningAlgorithm string
}

type signOutput struct {
	Signature        []byte
	KeyID            string `json:"KeyId"`
	SigningAlgorithm string
}

func (s *KMS) sign(in signInput) (signOutput, error) {
	k, err := s.find(in.KeyID, usageSign)
	if err != nil {
		return signOutput{}, err
	}
	if in.SigningAlgorithm != algorithmSign {
		return signOutput{}, badRequest("InvalidKeyUsageException", "SigningAlgorithm must be "+algorithmSign+" for this key")
	}
	if in.MessageType != "DIGEST" || len(in.Message) != sha256.Size {
		return signOutput{}, badRequest("ValidationException", "this server signs a Message of MessageType DIGEST, of 32 bytes")
	}
	pair, err := k.rsa()
	if err != nil {
		return signOutput{}, err
	}
	signature, err := rsa.SignPKCS1v15(nil, pair, crypto.SHA256, in.Message)
	return signOutput{signature, k.id, algorithmSign}, err
}

type getPublicKeyInput struct {
	KeyID string `json:"KeyId"`
}

type getPublicKeyOutput struct {
	PublicKey         []byte
	KeyID             string `json:"KeyId"`
	KeySpec, KeyUsage string
	SigningAlgorithms []string
}

func (s *KMS) getPublicKey(in getPublicKeyInput) (getPublicKeyOutput, error) {
	k, err := s.find(in.KeyID, usageSign)
	if err != nil {
		return getPublicKeyOutput{}, err
	}
	pair, err := k.rsa()
	if err != nil {
		return getPublicKeyOutput{}, err
	}
	der, err := x509.MarshalPKIXPublicKey(&pair.PublicKey)
	return getPublicKeyOutput{der, k.id, "RSA_2048", usageSign, []string{algorithmSign}}, err
}
