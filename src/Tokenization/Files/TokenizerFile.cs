using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace RewardServer.Tokenization.Files;

/// <summary>Reads the files of a tokenizer folder whole, within <see cref="TokenizerLimits"/>.</summary>
internal static class TokenizerFile
{
    /// <summary>Reads a JSON file with a reader that may name keys only; the file's name is put before what it complains of.</summary>
    public static T ReadJson<T>(string path, Func<JsonValue, T> read)
    {
        var name = Path.GetFileName(path);
        var bytes = ReadUtf8(path);
        try
        {
            using var document = Parse(bytes);
            return read(new JsonValue(document.RootElement, parent: string.Empty));
        }
        catch (JsonException e)
        {
            throw new TokenizerFormatException(name, $"is not valid JSON: {e.Message}", e);
        }
        catch (TokenizerFormatException e)
        {
            throw new TokenizerFormatException(name, e.Message, e);
        }
    }

    /// <summary>Reads a file of bytes with a reader that may name places in it only.</summary>
    public static T ReadBinary<T>(string path, Func<ReadOnlyMemory<byte>, T> read)
    {
        try
        {
            return read(ReadBytes(path));
        }
        catch (TokenizerFormatException e)
        {
            throw new TokenizerFormatException(Path.GetFileName(path), e.Message, e);
        }
    }

    /// <summary>Reads a text file with a reader that may name lines only.</summary>
    public static T ReadText<T>(string path, Func<string, T> read)
    {
        try
        {
            return read(Encoding.UTF8.GetString(ReadUtf8(path).Span));
        }
        catch (TokenizerFormatException e)
        {
            throw new TokenizerFormatException(Path.GetFileName(path), e.Message, e);
        }
    }

    private static JsonDocument Parse(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            return JsonDocument.Parse(bytes, new JsonDocumentOptions { AllowDuplicateProperties = false });
        }
        catch (InvalidOperationException e) // keys with lone surrogates, met while they are compared
        {
            throw new JsonException(e.Message, e);
        }
    }

    private static ReadOnlyMemory<byte> ReadUtf8(string path)
    {
        var bytes = ReadBytes(path);
        if (!Utf8.IsValid(bytes.Span))
            throw new TokenizerFormatException(Path.GetFileName(path), "is not valid UTF-8");
        return bytes.Span.StartsWith(Encoding.UTF8.Preamble) ? bytes[Encoding.UTF8.Preamble.Length..] : bytes;
    }

    private static ReadOnlyMemory<byte> ReadBytes(string path)
    {
        try
        {
            var length = new FileInfo(path).Length;
            if (length > TokenizerLimits.MaxFileBytes)
                throw new TokenizerFormatException(Path.GetFileName(path), $"has {length} bytes; at most {TokenizerLimits.MaxFileBytes} are read");
            return File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new TokenizerFormatException(path, "cannot be read: " + e.Message, e);
        }
    }
}
