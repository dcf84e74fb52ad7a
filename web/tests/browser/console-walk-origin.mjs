/** Steps of the console's walk: what an opened file says of its making, read on the case worker's device. */

import assert from "node:assert/strict";
import { crc32 } from "node:zlib";
import { inspect, picture, Reporter } from "./console-world.mjs";

/** The picture with a chunk more after its header. */
function pictureWith(kind, body) {
  const png = picture();
  const chunk = Buffer.alloc(12 + body.length);
  chunk.writeUInt32BE(body.length, 0);
  chunk.write(kind, 4, "latin1");
  body.copy(chunk, 8);
  chunk.writeUInt32BE(crc32(chunk.subarray(4, 8 + body.length)), 8 + body.length);
  // Eight bytes of signature, twenty-five of IHDR.
  return new Uint8Array(Buffer.concat([png.subarray(0, 33), chunk, png.subarray(33)]));
}

const CLAIM = `<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description
xmlns:i="http://iptc.org/std/Iptc4xmpExt/2008-02-29/" xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:exif="http://ns.adobe.com/exif/1.0/"
i:DigitalSourceType="http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia" exif:GPSLatitude="21,1.7N"
xmp:CreatorTool="&lt;img src=x onerror=alert(1)&gt;" i:AIPromptInformation="a secret prompt"/></rdf:RDF></x:xmpmeta>`;

export function originSteps(test, walk) {
  test("what a file says of its making is read on the device, under a line that is closed, and the file goes nowhere", async () => {
    const { people, node, seal, root, teams } = walk;
    const { page } = people.analyst;
    const reporter = new Reporter(seal, node.url, root);
    const claimed = pictureWith("iTXt", Buffer.from(`XML:com.adobe.xmp\0\0\0\0\0${CLAIM}`));
    await reporter.send(teams.intake, teams.custodian.recipient, {
      what: { story: "Có hình." },
      files: [
        { name: "claimed.png", type: "image/png", bytes: claimed },
        { name: "plain.png", type: "image/png", bytes: new Uint8Array(picture()) },
        { name: "signed.png", type: "image/png", bytes: pictureWith("caBX", Buffer.from("a store")) },
      ],
      open: { door: "me", path: "path.18", harms: ["tfgbv.image.fake"] },
    });
    await page.goto(`${node.url}/console?filter=free`);
    const links = page.locator("[data-row] a");
    for (const href of await links.evaluateAll((all) => all.map((link) => link.href))) {
      await page.goto(href);
      if ((await page.locator("khien-sealed[data-kind=file]").count()) === 3) break;
    }
    const asked = [];
    const note = (request) => asked.push(request);
    const open = async (n) => {
      const file = page.locator(`khien-sealed[data-part='file/${n}']`);
      await file.locator("[data-open]").click();
      await file.locator("summary").waitFor();
      return file;
    };
    const [claim, plain, signed] = [await open(1), await open(2), await open(3)];
    await page.waitForFunction(() => Array.from(document.querySelectorAll("khien-sealed img")).filter((image) => image.complete).length === 3);
    assert.equal(await claim.locator("details.provenance").getAttribute("open"), null, "closed at first");
    assert.equal(await claim.locator("details.provenance li").count(), 0, "and nothing is read before");
    page.context().on("request", note);
    await claim.locator("summary").focus();
    await page.keyboard.press("Enter");
    await claim.locator("details.provenance li").first().waitFor();
    const said = await claim.locator("details.provenance").textContent();
    assert.match(said, /Lời này không có chữ ký[^]*Do AI tạo ra[^]*trainedAlgorithmicMedia[^]*Ai cũng có thể ghi/);
    assert.match(said, /còn ghi nơi nó được tạo ra/);
    assert.doesNotMatch(said, /21,1|secret prompt/, "neither the place nor a person's words");
    assert.match(said, /<img src=x onerror=alert\(1\)>/, "what stands there is text");
    assert.equal(await claim.locator("details.provenance img").count(), 0);
    assert.equal(await claim.locator("img.veiled").count(), 1, "the picture stays blurred");
    await plain.locator("summary").click();
    await plain.getByText("không nói gì về cách").waitFor();
    assert.match(await plain.locator("details.provenance").textContent(), /không chứng minh được gì/);
    await signed.locator("summary").click();
    await signed.getByText("Trang này không kiểm chữ ký").waitFor();
    page.context().off("request", note);
    const paths = new Set(asked.map((request) => new URL(request.url()).pathname));
    assert.deepEqual([...paths].sort(), ["/assets/provenance-worker.js", "/assets/provenance.wasm"], "nothing else goes out");
    assert.ok(asked.every((request) => request.method() === "GET" && !request.postDataBuffer()), "and nothing goes with it");
    await inspect(people.analyst, "report-origin");

    await signed.getByRole("button", { name: "Đóng" }).click();
    await page.route("**/assets/provenance.wasm", (route) => route.fulfill({ status: 503, body: "" }));
    const again = await open(3);
    await again.locator("summary").click();
    await again.getByText("Không đọc được tập tin này").waitFor();
    await page.unroute("**/assets/provenance.wasm");
    people.analyst.faults.length = 0;
  });
}
