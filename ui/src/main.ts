// Starts the screen, without waiting for any answer.
import { mount } from 'svelte';
import App from './App.svelte';
import { openFromAddress } from '$lib/router';
import { fixTheme } from '$features/frame/appearance';
import '$lib/styles/tokens.css';
import '$lib/styles/base.css';

openFromAddress(location.search);
fixTheme(new URLSearchParams(location.search).get('theme'));
mount(App, { target: document.getElementById('app') ?? document.body });
