using System.Formats.Asn1;
using Swarm.Verification.Evidence;

namespace Swarm.Verification.Encodings;

/// <summary>Reads the distinguished encoding rules (X.690, section 10) and nothing else: one encoding for each value.</summary>
internal static class Der
{
    private static readonly AsnReaderOptions AnyOrder = new() { SkipSetSortOrderVerification = true };

    /// <summary>Reads one value that takes up all the bytes.</summary>
    internal static T Read<T>(ReadOnlyMemory<byte> der, string what, Func<AsnReader, T> read) => Read(der, what, default, read);

    /// <summary>Reads one value whose sets may stand in any order, as CMS allows outside of what is signed.</summary>
    internal static T ReadInAnyOrder<T>(ReadOnlyMemory<byte> der, string what, Func<AsnReader, T> read) => Read(der, what, AnyOrder, read);

    private static T Read<T>(ReadOnlyMemory<byte> der, string what, AsnReaderOptions options, Func<AsnReader, T> read)
    {
        try
        {
            var reader = new AsnReader(der, AsnEncodingRules.DER, options);
            var value = read(reader);
            reader.ThrowIfNotEmpty();
            return value;
        }
        catch (AsnContentException exception)
        {
            throw Refusal.Malformed($"{what} is not strict DER: it is damaged or was encoded loosely.", exception);
        }
    }

    /// <summary>Reads the whole of an inner value: what is left over is an error.</summary>
    internal static AsnReader ReadWholeSequence(AsnReader reader)
    {
        var inner = reader.ReadSequence();
        reader.ThrowIfNotEmpty();
        return inner;
    }

    /// <summary>Reads an explicit tag that holds exactly one value.</summary>
    internal static AsnReader ReadExplicit(AsnReader reader, int tag) => reader.ReadSequence(new Asn1Tag(TagClass.ContextSpecific, tag, isConstructed: true));

    internal static bool HasContextTag(this AsnReader reader, int tag)
    {
        if (!reader.HasData)
        {
            return false;
        }

        var next = reader.PeekTag();
        return next.TagClass == TagClass.ContextSpecific && next.TagValue == tag;
    }
}
