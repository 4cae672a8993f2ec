using System.Net.Http.Headers;
using System.Text;
using CsCheck;
using RewardServer.Tests.Support;

namespace RewardServer.Tests.Http;

/// <summary>Whatever the body, the answer is a success or the caller's fault.</summary>
[Collection(SharedServer.Name)]
public sealed class FuzzTests(ServerFixture fixture)
{
    private static readonly byte[] Seed = Encoding.UTF8.GetBytes(
        """{"model":"tiny-prm","trajectories":[{"id":"a","problem":"p 𝔸","steps":["s","t"],"reference_answer":"4"},{"problem":"q","response":"u\n\nv"}],"step_separator":"\n\n","aggregation":"soft-min","temperature":0.1,"threshold":0.5,"truncation":"left","include":["logits","spans","receipt"],"on_error":"partial"}""");

    private static readonly string[] Fragments = ["null", "[]", "{}", "\"\"", "-1", "1e400", "true", ",", ":", "\"", "\\u0000", "\\ud800", "[", "]", "{", "}", "\"steps\":", "\uFEFF"];

    [Fact]
    public async Task Mutated_bodies_are_answered_or_refused()
    {
        var mutation = Gen.Select(Gen.Int[0, Seed.Length - 1], Gen.Int[0, 12], Gen.Int[0, Fragments.Length + 1], Gen.Byte);
        await mutation.Array[1, 4].SampleAsync(
            async mutations =>
            {
                using var content = new ByteArrayContent(Mutate(mutations));
                content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
                using var response = await fixture.Server.Http.PostAsync("/v1/score", content);
                Assert.InRange((int)response.StatusCode, 200, 499);
            },
            iter: 400,
            threads: 1);
        await fixture.Server.ScoreAsync(Bodies.Valid);
    }

    /// <summary>Cuts out a few bytes at a place and puts a fragment, a random byte or nothing there.</summary>
    private static byte[] Mutate((int Place, int Cut, int Fragment, byte Random)[] mutations)
    {
        var body = new List<byte>(Seed);
        foreach (var (place, cut, fragment, random) in mutations)
        {
            var start = Math.Min(place, body.Count);
            body.RemoveRange(start, Math.Min(cut, body.Count - start));
            body.InsertRange(start, fragment < Fragments.Length ? Encoding.UTF8.GetBytes(Fragments[fragment]) : fragment == Fragments.Length ? [random] : []);
        }
        return [.. body];
    }
}
