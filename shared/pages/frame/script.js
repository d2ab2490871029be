(()=>{"use strict"
const d=document,$=(s,e=d)=>[...e.querySelectorAll(s)],t=d.body.dataset,on=(e,n,f,o)=>e.addEventListener(n,f,o)
// One submission per form: a double click is one.
on(d,"submit",e=>{const f=e.target;if(f.dataset.sent||busy){e.preventDefault();return}
 // Without a network nothing is sent and nothing lost: it goes when the network is back.
 if(!navigator.onLine){e.preventDefault();note(t.lost);if(!f.dataset.held){f.dataset.held=1;on(window,"online",()=>{delete f.dataset.held;note("");f.requestSubmit(e.submitter)},{once:true})}return}
 f.dataset.sent=going=1;setTimeout(()=>$("button",f).forEach(b=>b.disabled=true))})
on(window,"pageshow",e=>{if(e.persisted)location.reload()})
// Copy.
$("[data-copy]").forEach(b=>{on(b,"click",async()=>{try{await navigator.clipboard.writeText(b.dataset.copy)}catch{const a=d.createElement("textarea");a.value=b.dataset.copy;b.after(a);a.select();d.execCommand("copy");a.remove()}
 const was=b.textContent;b.textContent=t.copied;setTimeout(()=>b.textContent=was,1500)})})
$("[data-print]").forEach(b=>on(b,"click",()=>print()))
// Time left.
$("[data-left]").forEach(c=>setInterval(()=>{const s=Math.max(0,Math.round(c.dataset.left-performance.now()/1000));c.textContent=Math.floor(s/60)+":"+String(s%60).padStart(2,"0")},1000))
// A page that waits asks how it stands, slower and slower, and is drawn anew when something happened; not over what is being sent.
const wait=$("[data-follow]")[0];if(wait){let every=1500,next;const ask=async()=>{clearTimeout(next);if(!d.hidden&&!going)try{const r=await fetch(wait.dataset.follow,{headers:{accept:"application/json"}});if(going)return;if(r.status===401||(await r.json()).version!==wait.dataset.version){const f=$("[data-then]")[0];f?f.submit():location.reload();return}
 note("")}catch{note(t.lost)}
 clearTimeout(next);every=Math.min(every*1.25,20000);next=setTimeout(ask,every)};next=setTimeout(ask,every)
 // Who comes back from their phone or from another window does not wait.
 for(const[e,n]of[[d,"visibilitychange"],[window,"focus"]])on(e,n,()=>{if(!d.hidden){every=1500;ask()}})}
function note(s){const n=$("[data-net]")[0];if(n){n.textContent=s;n.hidden=!s}}
// What is well formed is checked as one types.
const id=s=>{s=s.toUpperCase().replace(/\s/g,"");if(!/^\d{17}[\dX]$/.test(s))return false;let n=0;for(let i=0;i<17;i++)n+=s[i]*(2**(17-i)%11);return"10X98765432"[n%11]===s[17]}
const uscc=s=>{s=s.toUpperCase().replace(/\s/g,"");const a="0123456789ABCDEFGHJKLMNPQRTUWXY";if(s.length!==18)return false;let n=0,w=1;for(let i=0;i<17;i++){const v=a.indexOf(s[i]);if(v<0)return false;n+=v*w;w=w*3%31}return a[(31-n%31)%31]===s[17]}
const rules={id:v=>id(v),phone:v=>/^(\+?86)?1[3-9]\d{9}$/.test(v.replace(/[\s-]/g,"")),amount:v=>/^0?\.\d{1,2}$/.test(v.trim()),
 document:(v,f)=>f.elements.document_kind?.value!=="resident_id"||id(v),code:(v,f)=>f.elements.code_kind?.value!=="uscc"||uscc(v)}
const judge=e=>{const w=d.getElementById(e.id+"-wrong");if(!w)return;const bad=e.value&&!rules[e.dataset.check](e.value,e.form);e.setAttribute("aria-invalid",!!bad);w.textContent=bad?e.dataset.wrong:""}
$("[data-check]").forEach(e=>{on(e,"change",()=>judge(e));on(e,"input",()=>{if(e.getAttribute("aria-invalid")==="true")judge(e)})})
// Uploads go from the browser straight to where they are kept.
let busy=0,going=0
$("[data-upload]").forEach(box=>{const pick=$("[type=file]",box)[0],say=$("[data-say]",box)[0],bar=$("progress",box)[0],out=$("[data-id]",box)[0],f=pick.form
 const tell=(s,bad)=>{say.textContent=s;say.className=bad?"wrong":"dim"}
 const show=file=>{let i=$("img",box)[0];if(!i){i=d.createElement("img");i.alt="";box.prepend(i)}i.hidden=file.type==="application/pdf";if(!i.hidden)i.src=URL.createObjectURL(file);$("svg",box).forEach(s=>s.remove())}
 const send=async file=>{if(!file)return;out.value="";if(file.size>5242880)return tell(t.toobig,1)
  show(file);busy++;bar.hidden=false;bar.value=0;tell(t.sending)
  try{const ask=await json(box.dataset.upload,{purpose:$("[name^=_purpose]",box.parentNode)[0].value,content_type:file.type,size:file.size});if(ask.message)return tell(ask.message,1)
   if(ask.upload)await put(ask.upload,file,p=>bar.value=p);tell(t.looking);bar.removeAttribute("value")
   for(let i=0;i<60;i++){await new Promise(r=>setTimeout(r,300+i*50));const s=await json(box.dataset.upload+"/"+ask.id);if(s.message)return tell(s.message,1)
    if(s.status==="accepted"){out.value=ask.id;tell(fill(f,s.reading||{})?t.read:t.accepted);return}}
   tell(t.slow,1)}catch{tell(t.lost,1)}finally{busy--;bar.hidden=true;pick.value=""}}
 // A phone takes the picture itself, or picks one that is there.
 $("[data-camera]",box.parentNode).forEach(b=>{on(b,"click",()=>{pick.setAttribute("capture",b.dataset.camera);pick.click();pick.removeAttribute("capture")})})
 on(pick,"change",()=>send(pick.files[0]));for(const n of["dragover","dragleave","drop"])on(box,n,e=>{e.preventDefault();box.classList.toggle("over",n==="dragover");if(n==="drop")send(e.dataTransfer.files[0])})})
const fill=(f,r)=>{let done=0;for(const[n,v]of Object.entries(r)){const e=f.elements[n];if(e&&v&&!e.dataset.typed){e.value=v;e.dispatchEvent(new Event("change"));done=1}}return done}
$("input").forEach(e=>on(e,"input",()=>e.dataset.typed=1))
async function json(u,b){const r=await fetch(u,{method:b?"POST":"GET",headers:{accept:"application/json","content-type":"application/json"},body:b&&JSON.stringify(b)});return r.json()}
function put(u,file,step){return new Promise((ok,no)=>{const x=new XMLHttpRequest;x.open(u.method,u.url);for(const[n,v]of Object.entries(u.headers||{}))if(!/^(host|content-length)$/i.test(n))x.setRequestHeader(n,v);x.upload.onprogress=e=>step(e.loaded/e.total);x.onload=()=>x.status<300?ok():no();x.onerror=no;x.send(file)})}
$("[role=alert]").slice(0,1).forEach(e=>{e.tabIndex=-1;e.focus()})
})()
