/** Keys of what the browser remembers of a person's taste. */
export const THEME_KEY = 'oc.theme';
export const LOCALE_KEY = 'oc.locale';

/**
 * Runs before the first paint, inline and hashed into the CSP: sets the theme, and hides the prerendered Portuguese when
 * the saved language is another one. Two seconds later the page shows whatever it has.
 */
export const BEFORE_PAINT = `(function(){var d=document.documentElement,t,l;try{t=localStorage.getItem('${THEME_KEY}');l=localStorage.getItem('${LOCALE_KEY}')}catch(e){}
d.dataset.theme=t==='dark'||t==='light'?t:matchMedia('(prefers-color-scheme: dark)').matches?'dark':'light';
if(l==='en'){d.lang='en';d.dataset.localePending='';setTimeout(function(){delete d.dataset.localePending},2000)}})()`;
