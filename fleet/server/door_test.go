package server

import (
	"bufio"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/json"
	"encoding/pem"
	"errors"
	"math/big"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	paho "github.com/eclipse/paho.mqtt.golang"

	"lawkiosk/fleet"
	"lawkiosk/fleet/wire"
)

// kiosk is a client with the options of a kiosk's uplink.
func kiosk(t *testing.T, url string, e Enrolled, trust *tls.Config) (paho.Client, error) {
	t.Helper()
	will, err := json.Marshal(wire.Presence{V: 1, Session: "s", At: time.Now()})
	if err != nil {
		t.Fatal(err)
	}
	o := paho.NewClientOptions().AddBroker(url).SetClientID(e.ID).SetUsername(e.ID).SetPassword(e.Token).SetProtocolVersion(4).
		SetCleanSession(true).SetAutoReconnect(false).SetConnectRetry(false).SetConnectTimeout(10*time.Second).
		SetKeepAlive(20*time.Second).SetBinaryWill(wire.Topic(e.ID, wire.ChannelPresence), will, 1, false)
	if trust != nil {
		o.SetTLSConfig(trust)
	}
	c := paho.NewClient(o)
	token := c.Connect()
	token.Wait()
	t.Cleanup(func() { c.Disconnect(0) })
	return c, token.Error()
}

// publish wants the acknowledgement.
func publish(t *testing.T, c paho.Client, id string, ch wire.Channel, v any) {
	t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	if tk := c.Publish(wire.Topic(id, ch), 1, false, b); !tk.WaitTimeout(20*time.Second) || tk.Error() != nil || !c.IsConnected() {
		t.Fatalf("%s is not acknowledged: %v", ch, tk.Error())
	}
}

// authority is a certification authority of our own.
type authority struct {
	*testing.T
	cert *x509.Certificate
	key  *ecdsa.PrivateKey
}

func newAuthority(t *testing.T) *authority {
	t.Helper()
	a := &authority{T: t}
	_, a.cert, a.key = a.issue(&x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "test CA"}, IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign,
	})
	return a
}

func (a *authority) issue(c *x509.Certificate) (der []byte, cert *x509.Certificate, key *ecdsa.PrivateKey) {
	a.Helper()
	c.NotBefore, c.NotAfter = time.Now().Add(-time.Hour), time.Now().Add(time.Hour)
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		a.Fatal(err)
	}
	parent, by := a.cert, a.key
	if parent == nil {
		parent, by = c, key
	}
	if der, err = x509.CreateCertificate(rand.Reader, c, parent, &key.PublicKey, by); err == nil {
		cert, err = x509.ParseCertificate(der)
	}
	if err != nil {
		a.Fatal(err)
	}
	return der, cert, key
}

// files writes a certificate for this machine and its key.
func (a *authority) files(dir string) (cert, key string) {
	a.Helper()
	der, _, private := a.issue(&x509.Certificate{
		SerialNumber: big.NewInt(2), Subject: pkix.Name{CommonName: "fleet"}, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}, KeyUsage: x509.KeyUsageDigitalSignature,
	})
	raw, err := x509.MarshalPKCS8PrivateKey(private)
	if err != nil {
		a.Fatal(err)
	}
	cert, key = filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem")
	for path, block := range map[string]*pem.Block{cert: {Type: "CERTIFICATE", Bytes: der}, key: {Type: "PRIVATE KEY", Bytes: raw}} {
		if err := os.WriteFile(path, pem.EncodeToMemory(block), 0o600); err != nil {
			a.Fatal(err)
		}
	}
	return cert, key
}

func (a *authority) trust() *tls.Config {
	pool := x509.NewCertPool()
	pool.AddCert(a.cert)
	return &tls.Config{RootCAs: pool, MinVersion: tls.VersionTLS12}
}

func TestKiosksByTLS(t *testing.T) {
	h, ca := newHouse(t), newAuthority(t)
	cert, key := ca.files(h.dir)
	text, err := os.ReadFile(h.config)
	if err != nil {
		t.Fatal(err)
	}
	h.write(h.config, string(text)+"tls_cert = \""+cert+"\"\ntls_key = \""+key+"\"\n")
	enrolled, err := EnrolSimulated(t.Context(), h.config, 1)
	if err != nil {
		t.Fatal(err)
	}
	s, stop := h.serve()
	defer stop()
	address := s.MQTTAddr().String()
	e := enrolled[0]
	c, err := kiosk(t, "tls://"+address, e, ca.trust())
	if err != nil {
		t.Fatal(err)
	}
	publish(t, c, e.ID, wire.ChannelPresence, wire.Presence{V: 1, Online: true, Session: "s", At: time.Now()})
	r, err := wire.NewRecord(time.Now(), wire.KindVisitBegan, wire.VisitBegan{Visit: "v"})
	if err != nil {
		t.Fatal(err)
	}
	publish(t, c, e.ID, wire.ChannelRecords, wire.Batch{V: 1, Outbox: "o", First: 1, Records: []wire.Record{r}})
	k, err := s.Store().Kiosk(t.Context(), e.ID, fleet.Day(time.Now()))
	if err != nil || !k.Online || k.Today.Visits != 1 {
		t.Fatalf("%+v %v", k, err)
	}

	var unknown x509.UnknownAuthorityError
	if _, err := kiosk(t, "tls://"+address, e, newAuthority(t).trust()); !errors.As(err, &unknown) {
		t.Errorf("a kiosk that does not know the authority connects: %v", err)
	}
	old := ca.trust()
	old.MinVersion, old.MaxVersion = tls.VersionTLS10, tls.VersionTLS11
	if _, err := kiosk(t, "tls://"+address, e, old); err == nil {
		t.Error("an old version of TLS is admitted")
	}
	if _, err := kiosk(t, "tcp://"+address, e, nil); err == nil {
		t.Error("a token goes over the network in the open")
	}
	publish(t, c, e.ID, wire.ChannelHealth, wire.Health{V: 1, Boot: "b", N: 1, At: time.Now(), InService: true}) // undisturbed
}

// TestLiveFromKioskToConsole follows a health document to the operator's page.
func TestLiveFromKioskToConsole(t *testing.T) {
	h := newHouse(t)
	password := lastWord(h.must("user", "add", "-config", h.config, "-name", "zhang", "-role", "viewer"))
	enrolled, err := EnrolSimulated(t.Context(), h.config, 1)
	if err != nil {
		t.Fatal(err)
	}
	s, stop := h.serve()
	defer stop()
	e, base := enrolled[0], "http://"+s.HTTPAddr().String()
	c, err := kiosk(t, "tcp://"+s.MQTTAddr().String(), e, nil)
	if err != nil {
		t.Fatal(err)
	}
	publish(t, c, e.ID, wire.ChannelPresence, wire.Presence{V: 1, Online: true, Session: "s", At: time.Now()})

	web := &http.Client{}
	defer web.CloseIdleConnections()
	signIn, err := web.Post(base+"/api/session", "application/json", strings.NewReader(`{"name":"zhang","password":"`+password+`"}`))
	if err != nil {
		t.Fatal(err)
	}
	defer signIn.Body.Close()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, base+"/api/live", nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, cookie := range signIn.Cookies() {
		req.AddCookie(cookie)
	}
	live, err := web.Do(req)
	if err != nil || live.StatusCode != http.StatusOK {
		t.Fatal(live, err)
	}
	defer live.Body.Close()
	lines := bufio.NewScanner(live.Body)
	lines.Scan() // the greeting: it listens

	began := time.Now()
	publish(t, c, e.ID, wire.ChannelHealth, wire.Health{
		V: 1, Boot: "b", N: 1, At: time.Now(), InService: true, Devices: []wire.Device{{Class: "printer", State: "offline", At: time.Now()}},
	})
	for lines.Scan() && !strings.Contains(lines.Text(), `"id":"`+e.ID+`"`) {
	}
	t.Logf("from the publish to the event: %v", time.Since(began).Round(time.Millisecond))
	if lines.Err() != nil {
		t.Fatal(lines.Err())
	}
	k, err := s.Store().Kiosk(t.Context(), e.ID, fleet.Day(time.Now()))
	if err != nil || k.State != fleet.Impaired || len(k.Problems) != 1 {
		t.Fatalf("the event was told before the state: %+v %v", k, err)
	}
}
