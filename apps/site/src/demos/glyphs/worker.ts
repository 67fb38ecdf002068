import { fetchBytes } from '../../lib/bytes.js';
import { serve } from '../../lib/serve.js';
import { startWith } from './model.js';
import address from './model.safetensors?url';

serve(startWith(() => fetchBytes(address)));
