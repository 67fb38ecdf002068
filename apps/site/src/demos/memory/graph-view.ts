// The graph as a picture that can be clicked, walked through by arrow keys, and changed.

import { html, render, svg, type TemplateResult } from 'lit-html';
import { drawingOf, withLink, withoutVertex, withVertex, writeDrawing, type Drawing } from './drawing.js';
import type { Frame } from './frame.js';
import { neighbourTowards, placesOf, type Place } from './layout.js';

/** What a click on a vertex does. */
const TOOLS = ['start here', 'link', 'arrow', 'remove'] as const;
type Tool = (typeof TOOLS)[number];

const ARROWS: Readonly<Record<string, readonly [right: number, down: number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};
const SIDE = 100;
const RADIUS = 2.6;

/** A graph on a page. */
export interface GraphView {
  /** Draws what recall has come to. */
  show(frame: Frame): void;
}

/** What the view asks of the page. */
export interface Wishes {
  /** Start at another vertex. */
  readonly start: (vertex: number) => void;
  /** Go on with a changed graph. */
  readonly change: (drawing: string) => void;
}

/**
 * Puts a graph into a page.
 *
 * @param place - Where.
 * @param wishes - See {@link Wishes}.
 * @returns See {@link GraphView}.
 */
export function openGraph(place: HTMLElement, wishes: Wishes): GraphView {
  let frame: Frame | undefined;
  let graph: Drawing | undefined;
  let places: readonly Place[] = [];
  let [shape, tool, focus, first, message] = ['', TOOLS[0] as Tool, 0, -1, ''];

  function draw(): void {
    if (frame !== undefined) render(view(frame), place);
  }

  /** Tells the page of a changed graph, or the visitor why it did not change. */
  function change(changed: Drawing | undefined, refusal: string): void {
    first = -1;
    message = changed === undefined ? refusal : '';
    if (changed === undefined) draw();
    else wishes.change(writeDrawing(changed));
  }

  function use(vertex: number): void {
    focus = vertex;
    if (graph === undefined) return;
    if (tool === 'start here') wishes.start(vertex);
    else if (tool === 'remove') {
      // The start must stay within the graph.
      if (frame !== undefined && (frame.start > vertex || frame.start === graph.order - 1)) {
        wishes.start(Math.max(0, frame.start - 1));
      }
      focus = Math.max(0, vertex - 1);
      change(withoutVertex(graph, vertex), 'Two vertices stay.');
    } else if (first < 0) {
      [first, message] = [vertex, `Vertex ${vertex}, and now the other end.`];
      draw();
    } else change(withLink(graph, first, vertex, tool === 'link' ? 'edge' : 'arrow'), '');
  }

  function add(): void {
    if (graph !== undefined && frame !== undefined) {
      change(withVertex(graph, frame.start), 'No more vertices than these.');
    }
  }

  function move(event: KeyboardEvent): void {
    const [right, down] = ARROWS[event.key] ?? [0, 0];
    if (event.key === 'Enter' || event.key === ' ') use(focus);
    else if (right !== 0 || down !== 0) {
      focus = neighbourTowards(places, focus, right, down);
      draw();
      place.querySelector<SVGElement>('[tabindex="0"].vertex')?.focus();
    } else return;
    event.preventDefault();
  }

  const vertex = ({ x, y }: Place, index: number, { correlations, start }: Frame): TemplateResult => {
    const value = correlations[index] ?? 0;
    const ring = index === start || index === first;
    return svg`<g
      class="vertex"
      role="button"
      tabindex=${index === focus ? 0 : -1}
      aria-label="vertex ${index}, correlation ${value.toFixed(2)}${index === start ? ', the start' : ''}"
      @click=${(event: Event) => {
        event.stopPropagation();
        use(index);
      }}
    >
      <title>vertex ${index}: correlation ${value.toFixed(3)}</title>
      <circle cx=${x} cy=${y} r=${RADIUS} fill="var(--paper)"></circle>
      <circle
        cx=${x}
        cy=${y}
        r=${RADIUS}
        fill=${value < 0 ? 'var(--bad)' : 'var(--accent)'}
        fill-opacity=${Math.min(1, Math.abs(value))}
        stroke=${ring ? 'var(--bad)' : 'var(--quiet)'}
        stroke-width=${ring ? 0.9 : 0.3}
      ></circle>
    </g>`;
  };

  const edges = (drawn: Drawing): readonly TemplateResult[] =>
    drawn.mapEdges((_edge, _attributes, source, target, _from, _to, undirected) => {
      const [a, b] = [places[Number(source)], places[Number(target)]];
      if (a === undefined || b === undefined) return svg``;
      return a === b
        ? svg`<circle cx=${a.x + RADIUS} cy=${a.y - RADIUS} r=${RADIUS} fill="none" stroke="var(--quiet)" stroke-width="0.35"></circle>`
        : svg`<line x1=${a.x} y1=${a.y} x2=${b.x} y2=${b.y} stroke="var(--quiet)" stroke-width="0.35"
            marker-end=${undirected ? 'none' : 'url(#arrow)'}></line>`;
    });

  const view = (now: Frame): TemplateResult =>
    html`<fieldset class="tools">
        <legend>A click on a vertex, or Enter:</legend>
        ${TOOLS.map(
          (name) =>
            html`<label
              ><input
                type="radio"
                name="tool"
                .checked=${name === tool}
                @change=${() => {
                  [tool, first, message] = [name, -1, ''];
                  draw();
                }}
              />
              ${name}</label
            >`,
        )}
        <button type="button" @click=${add}>Add a vertex</button>
        <span role="status">${message}</span>
      </fieldset>
      <svg
        class="graph"
        viewBox="0 0 ${SIDE} ${SIDE}"
        role="group"
        aria-label="The graph: arrow keys go from vertex to vertex; colours are correlations with each vertex’s pattern"
        @keydown=${move}
        @dblclick=${(event: Event) => {
          // On empty ground alone: two quick clicks on a vertex are two clicks.
          if (event.target === event.currentTarget) add();
        }}
      >
        <defs>
          <marker
            id="arrow"
            viewBox="0 0 4 4"
            refX="8.5"
            refY="2"
            markerWidth="4"
            markerHeight="4"
            markerUnits="userSpaceOnUse"
            orient="auto"
          >
            <path d="M0 0 L4 2 L0 4 z" fill="var(--quiet)"></path>
          </marker>
        </defs>
        ${graph === undefined ? '' : edges(graph)} ${places.map((at, index) => vertex(at, index, now))}
      </svg>`;

  return {
    show(next) {
      const text = JSON.stringify([next.vertices, next.edges]);
      if (text !== shape) {
        shape = text;
        graph = drawingOf(next.vertices, next.edges, next.directed);
        places = placesOf(graph);
        [first, message] = [-1, ''];
        focus = Math.min(focus, next.vertices - 1);
      }
      frame = next;
      draw();
    },
  };
}
