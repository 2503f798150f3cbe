"use strict";exports.id=3878,exports.ids=[3878],exports.modules={43878:((W,c,s)=>{s.r(c),s.d(c,{completion:()=>$});var O=s(3828),t=s(42427),_=s(49637),a=s(2385),d=s(39984);const p=["bash","zsh"];function $(o){if(o==="bash")return l;if(o==="zsh")return`autoload -Uz compinit bashcompinit
compinit -i
bashcompinit
${l}`;const n=`Write versioned-deploy completion ${p.join(" or ")}, and load what it prints: source <(versioned-deploy completion bash).`;throw(0,O.Xu)("completion",o??"",o===void 0?"is for one shell.":"is no shell it is for.",n)}const m=["path","output","manifest","ignore-file"],i=_.mc.filter(({name:o,secret:n,workflowOnly:e})=>o!=="operation"&&!n&&!e),r=o=>[...new Set(o)].join(" "),f=o=>r([...i.filter(({operations:n})=>n.some(e=>e===o)).map(P),"--json"]),P=({name:o})=>`--${o.startsWith("allow.")?"allow":o}`,u=i.flatMap(({name:o})=>o.startsWith("allow.")?[o.slice(6)]:[]);function C({name:o,parse:n}){if(o==="provider")return Object.keys(a.r5);const{enum:e,type:M}=n.schema??{};return Array.isArray(e)?e.map(String):M==="boolean"?["true","false"]:[]}const E=[...i.map(o=>[`--${o.name}`,r(C(o))]),["--allow",r(u)]].filter(([,o])=>o!==""),l=`_versioned_deploy() {
  local cur="\${COMP_WORDS[COMP_CWORD]}" prev="\${COMP_WORDS[COMP_CWORD-1]}" words=""
  if [ "$prev" = "=" ]; then prev="\${COMP_WORDS[COMP_CWORD-2]}"; fi
  if [ "$COMP_CWORD" -eq 1 ]; then
    COMPREPLY=($(compgen -W "${r([...t.x,...d.Lo])}" -- "$cur"))
    return
  fi
  case "$prev" in
    ${m.map(o=>`--${o}`).join("|")}) COMPREPLY=($(compgen -f -- "$cur")); return ;;
${E.map(([o,n])=>`    ${o}) words="${n}" ;;`).join(`
`)}
  esac
  case "$cur" in
    -*) words="" ;;
    *) if [ -n "$words" ]; then COMPREPLY=($(compgen -W "$words" -- "$cur")); return; fi ;;
  esac
  case "\${COMP_WORDS[1]}" in
${t.x.map(o=>`    ${o}) words="${f(o)}" ;;`).join(`
`)}
    help) words="${r([...t.x,...d.Lo])}" ;;
    demo) words="${Object.keys(a.r5).join(" ")}" ;;
    sandbox) words="--port --scale" ;;
    completion) words="${p.join(" ")}" ;;
  esac
  COMPREPLY=($(compgen -W "$words" -- "$cur"))
}
complete -F _versioned_deploy versioned-deploy
`})};
