using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using RewardServer.Tests.Support;

namespace RewardServer.Tests.Dialects.KServe;

/// <summary>Requests and replies of the binary extension, written and read as tritonclient does.</summary>
internal sealed class KServeBody
{
    private readonly JsonArray _inputs = [];
    private readonly List<byte> _binary = [];

    /// <summary>Adds a tensor of texts as bytes.</summary>
    public KServeBody Texts(string name, long[] shape, params string[] values)
    {
        using var data = new MemoryStream();
        foreach (var value in values)
        {
            data.Write(BitConverter.GetBytes(Encoding.UTF8.GetByteCount(value)));
            data.Write(Encoding.UTF8.GetBytes(value));
        }
        return Add(name, "BYTES", shape, data.ToArray());
    }

    /// <summary>Adds a tensor of numbers as bytes.</summary>
    public KServeBody Integers(string name, long[] shape, params long[] values) => Add(name, "INT64", shape, [.. values.SelectMany(BitConverter.GetBytes)]);

    /// <summary>Adds a tensor.</summary>
    public KServeBody Add(string name, string datatype, long[] shape, byte[] data)
    {
        _inputs.Add(new JsonObject
        {
            ["name"] = name,
            ["shape"] = new JsonArray([.. shape.Select(size => (JsonNode)size)]),
            ["datatype"] = datatype,
            ["parameters"] = new JsonObject { ["binary_data_size"] = data.Length },
        });
        _binary.AddRange(data);
        return this;
    }

    /// <summary>The body, and how many of its bytes are JSON.</summary>
    public (byte[] Body, int JsonLength) ToBytes()
    {
        var json = Encoding.UTF8.GetBytes(new JsonObject { ["id"] = "r", ["inputs"] = _inputs, ["parameters"] = new JsonObject { ["binary_data_output"] = true } }.ToJsonString());
        return ([.. json, .. _binary], json.Length);
    }

    /// <summary>Sends it.</summary>
    public Task<HttpResponseMessage> SendAsync(TestServer server, string path)
    {
        var (body, length) = ToBytes();
        return SendAsync(server, path, body, length.ToString(CultureInfo.InvariantCulture));
    }

    /// <summary>Sends bytes.</summary>
    public static Task<HttpResponseMessage> SendAsync(TestServer server, string path, byte[] body, string? jsonLength, params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new ByteArrayContent(body) };
        if (jsonLength is not null)
            request.Headers.TryAddWithoutValidation("Inference-Header-Content-Length", jsonLength);
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        return server.Http.SendAsync(request, TestContext.Current.CancellationToken);
    }

    /// <summary>An output of a reply that has its elements behind the JSON.</summary>
    public static async Task<(long[] Shape, byte[] Data)> OutputAsync(HttpResponseMessage response, string name)
    {
        var body = await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
        Assert.True(response.IsSuccessStatusCode, Encoding.UTF8.GetString(body));
        var at = int.Parse(Assert.Single(response.Headers.GetValues("Inference-Header-Content-Length")), CultureInfo.InvariantCulture);
        foreach (var output in JsonNode.Parse(body.AsSpan(0, at))!["outputs"]!.AsArray())
        {
            var size = output!["parameters"]!["binary_data_size"]!.GetValue<int>();
            if (output["name"]!.GetValue<string>() == name)
                return ([.. output["shape"]!.AsArray().Select(dimension => dimension!.GetValue<long>())], body[at..(at + size)]);
            at += size;
        }
        throw new KeyNotFoundException(name);
    }

    /// <summary>Singles.</summary>
    public static float[] Floats(byte[] data) => [.. Enumerable.Range(0, data.Length / 4).Select(index => BinaryPrimitives.ReadSingleLittleEndian(data.AsSpan(index * 4)))];

    /// <summary>Whole numbers.</summary>
    public static long[] Integers(byte[] data) => [.. Enumerable.Range(0, data.Length / 8).Select(index => BinaryPrimitives.ReadInt64LittleEndian(data.AsSpan(index * 8)))];
}
