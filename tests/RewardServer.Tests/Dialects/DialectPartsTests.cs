using System.Text;
using CsCheck;
using RewardServer.Dialects;
using RewardServer.Dialects.Vllm;

namespace RewardServer.Tests.Dialects;

/// <summary>The small parts that dialects share.</summary>
public sealed class DialectPartsTests
{
    [Fact]
    public void One_logit_has_a_sigmoid_and_several_a_softmax()
    {
        Assert.Equal([0.5f], Activation.Of([0]));
        Assert.Equal([1f], Activation.Of([1000]));
        Assert.Equal([0f], Activation.Of([-1000]));
        Assert.Equal([0.26894142f, 0.73105858f], Activation.Of([1, 2]));
        Assert.Equal([0f, 1f], Activation.Of([-2000, 2000]));
    }

    [Theory]
    [InlineData("float32", "little", "0000803f000000bf")]
    [InlineData("float32", "big", "3f800000bf000000")]
    [InlineData("float16", "little", "003c00b8")]
    [InlineData("float16", "big", "3c00b800")]
    [InlineData("bfloat16", "little", "803f00bf")]
    [InlineData("bfloat16", "big", "3f80bf00")]
    public void Numbers_are_encoded_as_named(string type, string order, string expected) =>
        Assert.Equal(expected, Convert.ToHexStringLower(new PooledEncoding(type, order).Encode([[1f], [-0.5f]])));

    [Fact]
    public void Bfloat16_is_rounded_to_the_nearest() => Gen.Float[-1e30f, 1e30f].Sample(number =>
    {
        var bytes = new PooledEncoding("bfloat16", "little").Encode([[number]]);
        var rounded = BitConverter.Int32BitsToSingle(BitConverter.ToUInt16(bytes) << 16);
        // Half a unit in the last of 8 bits; below the normal numbers that unit is fixed.
        Assert.True(Math.Abs(rounded - number) <= Math.Max(Math.Abs(number) / 256, float.Epsilon * 32768));
    });

    [Theory]
    [InlineData("""{"a":{"input":1},"b":[{"x":2}],"text":"}"}""", "a b text")]
    [InlineData("""{"a":1,"b""", "a")]
    [InlineData("""["a"]""", "")]
    [InlineData("""{"\ud800":1}""", "")]
    [InlineData("", "")]
    public void Fields_are_those_of_the_top(string body, string expected)
    {
        var keys = BodyKeys.Of(Encoding.UTF8.GetBytes(body));
        Assert.Equal(expected.Split(' ', StringSplitOptions.RemoveEmptyEntries).Order(), keys.Order());
        Assert.Equal(keys.Contains("text") ? "text" : null, BodyKeys.Find(Encoding.UTF8.GetBytes(body), key => key is "text" or "input"));
    }

    [Fact]
    public void Names_in_a_header_are_plain_and_few()
    {
        Assert.Equal("?,a,b", IgnoredFields.ToHeader(["x\r\ny", "a", "b"]));
        Assert.EndsWith(",...", IgnoredFields.ToHeader([.. Enumerable.Range(0, 40).Select(i => $"f{i}")]));
        Assert.Equal("?", IgnoredFields.ToHeader([new string('a', 65), "é", ""]));
    }
}
