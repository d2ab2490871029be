package engine

import (
	"io"
	"net/http"
)

// welcome is the page at the root: it leads to the API reference.
func (e *Engine) welcome(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'")
	_, _ = io.WriteString(w, `<!doctype html><html lang="zh"><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>Shiming 实名</title>
<style>:root{color-scheme:light dark}body{font:17px/1.7 system-ui,"PingFang SC","Noto Sans CJK SC",sans-serif;max-width:38rem;margin:12vh auto;padding:0 1rem}a{color:inherit}</style>
<h1>Shiming 实名</h1>
<p>实名认证服务正在运行（沙箱模式，不核验真实身份）。</p>
<p>Real-name verification is running, in the sandbox: nobody is really verified.</p>
<p><a href="/docs">接口文档 · API reference</a> &nbsp; <a href="/v1/openapi.json">openapi.json</a></p>
</html>`)
}
