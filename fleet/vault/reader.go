package vault

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
)

// sealedHere is how many bytes Seal puts into a piece: a damaged place costs no
// more, and the largest piece allowed is larger.
const sealedHere = 512 << 10

// Seal stores all of r as a new blob, sealed here, and gives its id and how
// many bytes r had. Where r or the disk fails, nothing stays.
func (v *Vault) Seal(ctx context.Context, kind string, m Meta, r io.Reader) (id string, size int64, err error) {
	id, err = v.Begin(ctx, kind, m)
	if err != nil {
		return "", 0, err
	}
	n, buf := 0, make([]byte, min(sealedHere, v.cfg.MaxPiece/2))
	for end := false; err == nil && !end; {
		var got int
		got, end, err = fillUp(r, buf)
		size += int64(got)
		if err == nil && (got > 0 || n == 0) { // an empty blob has one empty piece
			n++
			err = v.Write(ctx, id, n, buf[:got])
		}
	}
	if err == nil {
		_, err = v.Finish(ctx, id, n)
	}
	if err != nil {
		return "", 0, errors.Join(fmt.Errorf("cannot seal a blob: %w", err), v.Delete(context.WithoutCancel(ctx), id))
	}
	return id, size, nil
}

// fillUp reads until buf is full or r ends. Unlike io.ReadFull it tells the end
// from a body that was cut off, which is an io.ErrUnexpectedEOF of r's own.
func fillUp(r io.Reader, buf []byte) (n int, end bool, err error) {
	for n < len(buf) && err == nil {
		var got int
		got, err = r.Read(buf[n:])
		n += got
	}
	if err == io.EOF { //nolint:errorlint // io.Reader's own word for the end
		return n, true, nil
	}
	return n, false, err
}

// PieceError says which piece of a blob cannot be read: ErrMissing or ErrDamaged.
type PieceError struct {
	ID  string
	N   int
	Err error
}

func (e *PieceError) Error() string {
	return fmt.Sprintf("cannot read piece %d of blob %s: %v", e.N, e.ID, e.Err)
}

// Unwrap gives the reason.
func (e *PieceError) Unwrap() error { return e.Err }

// Reader gives a blob's content, the pieces in order. It gives nothing of a
// piece that is not whole.
type Reader struct {
	v    *Vault
	ctx  context.Context //nolint:containedctx // of the one reading that it serves
	info Info
	last int
	n    int // piece that is being read
	rest bytes.Reader
	err  error
}

var _ io.ReadCloser = (*Reader)(nil)

// Open reads a blob, finished or not, as it is now.
func (v *Vault) Open(ctx context.Context, id string) (*Reader, error) {
	i, err := v.Stat(ctx, id)
	if err != nil {
		return nil, err
	}
	if i.Cipher != v.deps.Cipher.Name() {
		return nil, fmt.Errorf("cannot open blob %s: it was sealed with %s, this vault has %s", id, i.Cipher, v.deps.Cipher.Name())
	}
	sizes, err := v.list(id)
	if err != nil {
		return nil, err
	}
	return &Reader{v: v, ctx: ctx, info: i, last: max(i.Pieces, highest(sizes))}, nil
}

// Info is what the blob was when it was opened.
func (r *Reader) Info() Info { return r.info }

// Read implements io.Reader. A piece that cannot be read is a PieceError, which
// stays until Skip.
func (r *Reader) Read(p []byte) (int, error) {
	for r.err == nil && r.rest.Len() == 0 {
		if r.n == r.last {
			r.err = io.EOF
			break
		}
		r.n++
		plain, err := r.piece()
		if err != nil {
			r.err = &PieceError{r.info.ID, r.n, err}
		}
		r.rest.Reset(plain)
	}
	if r.err != nil {
		return 0, r.err
	}
	return r.rest.Read(p)
}

// Skip goes on behind the piece whose PieceError Read gave; it reports whether
// there was one.
func (r *Reader) Skip() bool {
	var bad *PieceError
	if !errors.As(r.err, &bad) {
		return false
	}
	r.err = nil
	return true
}

// CopyReadable writes all pieces that can be read to w and gives those that
// cannot. Its error is w's or the context's.
func (r *Reader) CopyReadable(w io.Writer) (bad []*PieceError, err error) {
	for {
		_, err := io.Copy(w, r)
		var one *PieceError
		if err == nil || !errors.As(err, &one) {
			return bad, err
		}
		if err := r.ctx.Err(); err != nil {
			return bad, err
		}
		bad = append(bad, one)
		r.Skip()
	}
}

func (r *Reader) piece() ([]byte, error) {
	if err := r.ctx.Err(); err != nil {
		return nil, err
	}
	f, err := os.Open(r.v.file(r.info.ID, r.n))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, ErrMissing
	}
	if err != nil {
		return nil, err
	}
	defer f.Close()
	sealed, err := io.ReadAll(io.LimitReader(f, largestPiece+1))
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	return open(r.v.deps.Cipher, sealed)
}

// Close implements io.Closer.
func (r *Reader) Close() error {
	r.err = fs.ErrClosed
	r.rest.Reset(nil)
	return nil
}
