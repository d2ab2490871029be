;(()=>{"use strict"
const d=document,$=(s,e=d)=>[...e.querySelectorAll(s)]
// A picture is looked at closely, and turned: it is asked for again as it is to be, so that the watermark stays upright.
$("[data-zoom]").forEach(b=>{b.hidden=false;b.addEventListener("click",()=>{const i=$("img",b.closest("figure"))[0],z=b.dataset.zoom,w=parseFloat(i.style.width)||100
 i.style.width=(z==="fit"?100:Math.min(600,Math.max(25,w*(z==="in"?1.4:1/1.4))))+"%"})})
$("[data-turn]").forEach(a=>a.addEventListener("click",e=>{e.preventDefault();const i=$("img",a.closest("figure"))[0],u=new URL(i.src);u.searchParams.set("turn",((+u.searchParams.get("turn")||0)+90)%360);i.src=u}))
// Keys can be switched off (WCAG 2.1.4); they are off where something is typed, and none of them decides.
const box=$("#keys")[0],sw=$("[data-keys]")[0];let on=localStorage.getItem("keys")!=="off"
if(box)box.hidden=false
if(sw){const other=sw.textContent,say=()=>sw.textContent=on?other:sw.dataset.keys;say();sw.addEventListener("click",()=>{on=!on;localStorage.setItem("keys",on?"on":"off");say()})}
const press=k=>{const e=$(`[data-key="${k}"]`)[0];if(e){e.click();return true}}
d.addEventListener("keydown",e=>{if(!on||e.ctrlKey||e.metaKey||e.altKey||/^(INPUT|SELECT|TEXTAREA)$/.test(e.target.tagName))return
 const rows=$("[data-row]"),at=rows.indexOf(d.activeElement),go=$(`[data-go="${e.key}"]`)[0]
 if(e.key==="j"||e.key==="k"){const r=rows[Math.min(rows.length-1,Math.max(0,at<0?0:at+(e.key==="j"?1:-1)))];if(!r)return;r.focus()}
 else if(e.key==="?"&&box){box.open=true;$("summary",box)[0].focus()}
 else if(e.key==="r"){const t=$("[data-turn]")[0];if(!t)return;t.click()}
 else if(go){const w=go.closest("details");if(w)w.open=true;(w&&$("input:not([type=hidden]),select",w)[0]||go).focus()}
 else if(!/^[0-9cn]$/.test(e.key)||!press(e.key))return
 e.preventDefault()})
})()
