using System.Net.Http.Headers;
using System.Text;
using CsCheck;

namespace RewardServer.Tests.Dialects;

/// <summary>Whatever the body, a dialect's answer is a success or the caller's fault.</summary>
[Collection(SharedDialects.Name)]
public sealed class DialectFuzzTests(DialectServer dialects)
{
    private static readonly (string Path, byte[] Body)[] Seeds =
    [
        Seed("/classify", """{"model":"m","input":["a","b"],"use_activation":false,"truncate_prompt_tokens":5,"truncation_side":"left","request_id":"r"}"""),
        Seed("/classify", """{"text":[["q","r"]],"rid":["a"],"priority":1}"""),
        Seed("/classify", """{"conv":[[{"role":"user","content":"q"},{"role":"assistant","content":[{"type":"text","text":"r"}]}]]}"""),
        Seed("/pooling", """{"model":"prm","input":[[1,760,2,760]],"encoding_format":"bytes","embed_dtype":"bfloat16","endianness":"big","returned_token_ids":[1],"return_steps":true}"""),
        Seed("/pooling", """{"model":"prm","messages":[{"role":"user","content":"q"},{"role":"assistant","content":"a<extra_0>"}],"task":"token_classify"}"""),
        Seed("/v1/score", """{"model":"m","queries":["q"],"documents":["a",{"text":"b"}],"max_tokens_per_doc":1}"""),
        Seed("/v1/score", """{"model":"labels","query":"q","items":["a"],"label_token_ids":[10,11],"apply_softmax":true,"item_first":true}"""),
        Seed("/rerank", """{"model":"m","query":{"text":"q"},"documents":["a",{"content":[{"type":"text","text":"b"}]}],"top_n":1,"max_tokens_per_doc":2,"raw_scores":true}"""),
        Seed("/v1/embeddings", """{"model":"m","input":[[1,2],[3]],"encoding_format":"base64"}"""),
        Seed("/infinity/classify", """{"input":["a"],"raw_scores":true}"""),
        Seed("/generative_scoring", """{"model":"labels","query":[1],"items":[[2],[3]],"label_token_ids":[10]}"""),
        Seed("/tokenize", """{"model":"m","prompt":"a","return_token_strs":true}"""),
    ];

    private static readonly string[] Fragments =
        ["null", "[]", "{}", "\"\"", "-1", "1e400", "1.5", "99999999999", "true", ",", ":", "\"", "\\u0000", "\\ud800", "[", "]", "{", "}", "\"input\":", "\"text\":", "[[1]]", "[\"a\"]", "\uFEFF"];

    [Fact]
    public async Task Mutated_bodies_are_answered_or_refused()
    {
        var mutation = Gen.Select(Gen.Int[0, 200], Gen.Int[0, 12], Gen.Int[0, Fragments.Length + 1], Gen.Byte);
        await Gen.Select(Gen.Int[0, Seeds.Length - 1], mutation.Array[1, 4]).SampleAsync(
            async sample =>
            {
                var (path, body) = Seeds[sample.Item1];
                using var content = new ByteArrayContent(Mutate(body, sample.Item2));
                content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
                using var response = await dialects.Server.Http.PostAsync(path, content);
                Assert.InRange((int)response.StatusCode, 200, 499);
                Assert.DoesNotContain("NaN", await response.Content.ReadAsStringAsync());
            },
            iter: 600,
            threads: 1);
        foreach (var (path, body) in Seeds)
            Assert.Equal(200, (int)(await dialects.Server.PostToAsync(path, Encoding.UTF8.GetString(body))).StatusCode);
    }

    private static (string Path, byte[] Body) Seed(string path, string body) => (path, Encoding.UTF8.GetBytes(body));

    /// <summary>Cuts out a few bytes at a place and puts a fragment, a random byte or nothing there.</summary>
    private static byte[] Mutate(byte[] seed, (int Place, int Cut, int Fragment, byte Random)[] mutations)
    {
        var body = new List<byte>(seed);
        foreach (var (place, cut, fragment, random) in mutations)
        {
            var start = Math.Min(place, body.Count);
            body.RemoveRange(start, Math.Min(cut, body.Count - start));
            body.InsertRange(start, fragment < Fragments.Length ? Encoding.UTF8.GetBytes(Fragments[fragment]) : fragment == Fragments.Length ? [random] : []);
        }
        return [.. body];
    }
}
