package content

import (
	"crypto/ed25519"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/hex"
	"encoding/pem"
	"errors"
	"fmt"
	"strings"
)

// keyBlock is the PEM type of a signing key, PKCS #8 as openssl writes it.
const keyBlock = "PRIVATE KEY"

// ParsePublicKey reads a public key as configuration holds it: the 32 bytes of
// an Ed25519 key in base64.
func ParsePublicKey(s string) (ed25519.PublicKey, error) {
	b, err := base64.StdEncoding.DecodeString(strings.TrimSpace(s))
	if err != nil || len(b) != ed25519.PublicKeySize {
		return nil, errors.New("cannot read public key: it must be 32 bytes in base64, as contentctl pubkey prints it")
	}
	return b, nil
}

// FormatPublicKey writes a public key as ParsePublicKey reads it.
func FormatPublicKey(k ed25519.PublicKey) string {
	return base64.StdEncoding.EncodeToString(k)
}

// ParsePrivateKey reads a signing key from a PEM file's bytes.
func ParsePrivateKey(file []byte) (ed25519.PrivateKey, error) {
	block, _ := pem.Decode(file)
	if block == nil || block.Type != keyBlock {
		return nil, errors.New("cannot read signing key: it is no PEM file with a PRIVATE KEY; make one with contentctl keygen")
	}
	k, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	if err != nil {
		return nil, fmt.Errorf("cannot read signing key: %w", err)
	}
	key, ok := k.(ed25519.PrivateKey)
	if !ok {
		return nil, errors.New("cannot read signing key: it is not an Ed25519 key; make one with contentctl keygen")
	}
	return key, nil
}

// FormatPrivateKey writes a signing key as ParsePrivateKey reads it.
func FormatPrivateKey(k ed25519.PrivateKey) ([]byte, error) {
	b, err := x509.MarshalPKCS8PrivateKey(k)
	if err != nil {
		return nil, fmt.Errorf("cannot write signing key: %w", err)
	}
	return pem.EncodeToMemory(&pem.Block{Type: keyBlock, Bytes: b}), nil
}

// KeyID names a public key in few characters: the first 8 bytes of its SHA-256.
func KeyID(k ed25519.PublicKey) string {
	sum := sha256.Sum256(k)
	return hex.EncodeToString(sum[:8])
}
