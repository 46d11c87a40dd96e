package relay

import (
	"crypto/hmac"
	"crypto/sha1" //nolint:gosec // TURN's REST credentials are made so (draft-uberti-behave-turn-rest-00)
	"encoding/base64"
	"strconv"
	"time"
)

// Credentials are what a participant signs in with until now+ttl. LiveKit makes
// the same for its clients, from the same secret; tests and the bench use these.
func Credentials(now time.Time, ttl time.Duration, secret, user string) (username, password string) {
	username = strconv.FormatInt(now.Add(ttl).Unix(), 10) + ":" + user
	mac := hmac.New(sha1.New, []byte(secret))
	mac.Write([]byte(username))
	return username, base64.StdEncoding.EncodeToString(mac.Sum(nil))
}
