using System.Globalization;
using System.Text;

namespace Swarm.Core.Files;

/// <summary>A file's name as Linux and macOS keep it: bytes, which need not be Unicode.</summary>
public static class UnixName
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Reads a name.</summary>
    /// <param name="name">The bytes.</param>
    /// <returns>The text that has exactly these bytes as UTF-8, or null where there is none.</returns>
    public static string? Decode(ReadOnlySpan<byte> name)
    {
        try
        {
            return Strict.GetString(name);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }

    /// <summary>Shows a name that is not Unicode: each byte that is none of it as <c>\x</c> and two digits.</summary>
    /// <param name="name">The bytes.</param>
    public static string Show(ReadOnlySpan<byte> name)
    {
        var text = new StringBuilder();
        while (!name.IsEmpty)
        {
            if (Rune.DecodeFromUtf8(name, out var rune, out var length) == System.Buffers.OperationStatus.Done)
            {
                text.Append(rune.ToString());
            }
            else
            {
                length = 1;
                text.Append(CultureInfo.InvariantCulture, $"\\x{name[0]:x2}");
            }

            name = name[length..];
        }

        return text.ToString();
    }

    /// <summary>The name with the 0 that ends it for the system.</summary>
    internal static byte[] Terminate(ReadOnlySpan<byte> name)
    {
        var text = new byte[name.Length + 1];
        name.CopyTo(text);
        return text;
    }
}
