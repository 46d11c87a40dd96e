// Package crashtest kills the real binaries at random points and counts, when
// all is over, whether every record that a kiosk wrote down stands in the
// fleet's store exactly once. "make crash" runs it.
package crashtest
