import { serve } from '../../lib/serve.js';
import { start } from './model.js';

serve(start);
