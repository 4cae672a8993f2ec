"""What many use today: a process reward model behind FastAPI, in PyTorch, batched dynamically and padded.

It is the server that loadtests compares with, so it is made as fast as this way allows: weights of one product are laid together, nothing is
computed for padding behind a sequence but the padding itself, the longest waiting request is batched with those nearest in length, the
head is applied at the read positions only, JSON is read without validation, and it is given token ids instead of text.
"""

import argparse
import asyncio
import json
import mmap
import struct
from concurrent.futures import ThreadPoolExecutor

import torch
import torch.nn.functional as F
import uvicorn
from fastapi import FastAPI, Request, Response

DTYPES = {"F32": torch.float32, "F16": torch.float16, "BF16": torch.bfloat16}


def read_safetensors(path):
    """Name -> tensor of a safetensors file: 8 bytes length, JSON header, raw little-endian data."""
    with open(path, "rb") as file:
        data = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_COPY)
    (length,) = struct.unpack("<Q", data[:8])
    header = json.loads(data[8 : 8 + length])
    tensors = {}
    for name, entry in header.items():
        if name == "__metadata__":
            continue
        start, end = entry["data_offsets"]
        dtype = DTYPES[entry["dtype"]]
        count = (end - start) // torch.tensor([], dtype=dtype).element_size()
        tensors[name] = torch.frombuffer(data, dtype=dtype, count=count, offset=8 + length + start).reshape(entry["shape"])
    return tensors


class RewardModel:
    """A Qwen2 decoder with a two-layer classifier; scores are P(label 1) at the read positions."""

    def __init__(self, folder, dtype):
        with open(f"{folder}/config.json") as file:
            config = json.load(file)
        raw = read_safetensors(f"{folder}/model.safetensors")
        take = lambda name: raw[name].to(dtype).contiguous().clone()
        join = lambda *names: torch.cat([raw[name] for name in names]).to(dtype).contiguous()
        self.heads, self.kv_heads = config["num_attention_heads"], config["num_key_value_heads"]
        self.head_dim = config["hidden_size"] // self.heads
        self.eps, self.dtype = config["rms_norm_eps"], dtype
        self.embedding, self.norm = take("model.embed_tokens.weight"), take("model.norm.weight")
        self.layers = []
        for i in range(config["num_hidden_layers"]):
            at, mlp = f"model.layers.{i}.self_attn.", f"model.layers.{i}.mlp."
            self.layers.append({
                "norm": take(f"model.layers.{i}.input_layernorm.weight"),
                "qkv": join(at + "q_proj.weight", at + "k_proj.weight", at + "v_proj.weight"),
                "qkv_bias": join(at + "q_proj.bias", at + "k_proj.bias", at + "v_proj.bias"),
                "out": take(at + "o_proj.weight"),
                "mlp_norm": take(f"model.layers.{i}.post_attention_layernorm.weight"),
                "gate_up": join(mlp + "gate_proj.weight", mlp + "up_proj.weight"),
                "down": take(mlp + "down_proj.weight"),
            })
        self.head = [(take(f"score.{i}.weight"), take(f"score.{i}.bias")) for i in (0, 2)]
        frequencies = config["rope_theta"] ** (-torch.arange(0, self.head_dim, 2, dtype=torch.float64) / self.head_dim)
        angles = torch.arange(config["max_position_embeddings"], dtype=torch.float64)[:, None] * frequencies
        angles = torch.cat([angles, angles], -1)
        self.cos, self.sin = angles.cos().to(dtype), angles.sin().to(dtype)
        longest = config["max_position_embeddings"]
        self.mask = torch.full((longest, longest), float("-inf"), dtype=dtype).triu(1)

    def _rms(self, x, weight):
        wide = x.float()
        return (wide * torch.rsqrt(wide.pow(2).mean(-1, keepdim=True) + self.eps)).to(self.dtype) * weight

    def _rotate(self, x, length):
        half = x.shape[-1] // 2
        turned = torch.cat([-x[..., half:], x[..., :half]], -1)
        return x * self.cos[:length] + turned * self.sin[:length]

    def _attend(self, x, layer):
        batch, length, hidden = x.shape
        kv = self.kv_heads * self.head_dim
        q, k, v = F.linear(x, layer["qkv"], layer["qkv_bias"]).split([hidden, kv, kv], -1)
        split = lambda t, heads: t.view(batch, length, heads, self.head_dim).transpose(1, 2)
        q, k = self._rotate(split(q, self.heads), length), self._rotate(split(k, self.kv_heads), length)
        k, v = (t.repeat_interleave(self.heads // self.kv_heads, 1) for t in (k, split(v, self.kv_heads)))
        # Padding stands behind a sequence: the causal mask keeps it out.
        weights = (q @ k.transpose(2, 3)) * self.head_dim**-0.5 + self.mask[:length, :length]
        mixed = torch.softmax(weights, -1, dtype=torch.float32).to(self.dtype) @ v
        return F.linear(mixed.transpose(1, 2).reshape(batch, length, hidden), layer["out"])

    @torch.inference_mode()
    def score(self, sequences, reads):
        length = max(map(len, sequences))
        ids = torch.zeros(len(sequences), length, dtype=torch.long)
        for row, sequence in enumerate(sequences):
            ids[row, : len(sequence)] = torch.tensor(sequence)
        x = F.embedding(ids, self.embedding)
        for layer in self.layers:
            x = x + self._attend(self._rms(x, layer["norm"]), layer)
            gate, up = F.linear(self._rms(x, layer["mlp_norm"]), layer["gate_up"]).chunk(2, -1)
            x = x + F.linear(F.silu(gate) * up, layer["down"])
        rows = torch.cat([x[row, positions] for row, positions in enumerate(reads)])
        (first, first_bias), (second, second_bias) = self.head
        logits = F.linear(F.relu(F.linear(self._rms(rows, self.norm), first, first_bias)), second, second_bias)
        scores = torch.softmax(logits.float(), -1)[:, 1].tolist()
        result, start = [], 0
        for positions in reads:
            result.append(scores[start : start + len(positions)])
            start += len(positions)
        return result, length


class Batcher:
    """Runs what waits whenever the model is free: the oldest sequence, with those nearest to it in length."""

    def __init__(self, model, max_batch):
        self.model, self.max_batch = model, max_batch
        self.waiting, self.arrived = [], asyncio.Event()
        self.executor = ThreadPoolExecutor(1)

    async def submit(self, sequence, reads):
        future = asyncio.get_running_loop().create_future()
        self.waiting.append((sequence, reads, future))
        self.arrived.set()
        return await future

    async def run(self):
        while True:
            await self.arrived.wait()
            oldest = len(self.waiting[0][0])
            chosen = sorted(range(len(self.waiting)), key=lambda i: (i != 0, abs(len(self.waiting[i][0]) - oldest)))[: self.max_batch]
            batch = [self.waiting[i] for i in chosen]
            for i in sorted(chosen, reverse=True):
                del self.waiting[i]
            if not self.waiting:
                self.arrived.clear()
            try:
                scores, length = await asyncio.get_running_loop().run_in_executor(
                    self.executor, self.model.score, [item[0] for item in batch], [item[1] for item in batch])
                for item, result in zip(batch, scores):
                    item[2].set_result((result, length))
            except Exception as error:  # told to those who wait for this batch
                for item in batch:
                    item[2].set_exception(error)


def create(model, max_batch):
    app, batcher = FastAPI(), Batcher(model, max_batch)

    @app.on_event("startup")
    async def start():
        app.state.loop = asyncio.create_task(batcher.run())

    @app.get("/health")
    async def health():
        return Response("ok")

    @app.post("/score")
    async def score(request: Request):
        body = json.loads(await request.body())
        results = await asyncio.gather(*(batcher.submit(ids, reads) for ids, reads in zip(body["input_ids"], body["read_positions"])))
        reply = {"scores": [scores for scores, _ in results], "tokens": sum(map(len, body["input_ids"])), "computed_tokens": sum(length for _, length in results)}
        return Response(json.dumps(reply), media_type="application/json")

    return app


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("checkpoint")
    parser.add_argument("--port", type=int, default=8090)
    parser.add_argument("--dtype", choices=["fp32", "bf16"], default="fp32")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--max-batch", type=int, default=8)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    model = RewardModel(options.checkpoint, {"fp32": torch.float32, "bf16": torch.bfloat16}[options.dtype])
    model.score([[0] * 64], [[63]])
    uvicorn.run(create(model, options.max_batch), host="127.0.0.1", port=options.port, log_level="warning", access_log=False)


if __name__ == "__main__":
    main()
