package server

import (
	"path/filepath"

	"lawkiosk/fleet/vault"
)

// VaultDir is the folder of sealed blobs.
func (c Config) VaultDir() string { return filepath.Join(c.DataDir, "vault") }

// VaultKey is the vault's key file (meeting.vault_key_file). Where nothing is set it lies beside the vault, not in it, so that a
// backup of the one does not open itself with the other.
func (c Config) VaultKey() string { return c.Meeting.VaultKey }

// loadKey reads the vault's key, or makes it at the very first start.
func loadKey(cfg Config) (*vault.Age, error) { return vault.LoadKey(cfg.VaultKey(), cfg.VaultDir()) }
