// Package loopback serves the stand-ins for AWS on this machine and to nobody else.
//
// Here lives listening alone. What must not live here: what is served.
package loopback

import (
	"fmt"
	"net"
	"net/http"
	"time"
)

// Server is a handler that is being served. Safe for concurrent use.
type Server struct {
	url   string
	serve *http.Server
}

// Serve serves the handler at an address with a port, until Close. "" is any free port of 127.0.0.1; an address that
// is not on the loopback interface is an error.
func Serve(address string, h http.Handler) (*Server, error) {
	if address == "" {
		address = "127.0.0.1:0"
	}
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return nil, fmt.Errorf("address %q: %w", address, err)
	}
	if ip := net.ParseIP(host); ip == nil || !ip.IsLoopback() {
		return nil, fmt.Errorf("address %q is not on the loopback interface", address)
	}
	listener, err := net.Listen("tcp", address)
	if err != nil {
		return nil, err
	}
	s := &Server{url: "http://" + listener.Addr().String(), serve: &http.Server{Handler: h, ReadHeaderTimeout: 10 * time.Second}}
	go s.serve.Serve(listener) // ends with ErrServerClosed, by Close
	return s, nil
}

// URL returns where the server listens, for BaseEndpoint of the SDK.
func (s *Server) URL() string { return s.url }

// Close stops the server and drops its connections.
func (s *Server) Close() error { return s.serve.Close() }
