using Swarm.Core.Json;

namespace Swarm.Fuzz.Targets;

/// <summary>Strict JSON, and its canonical form: whatever is read is written in a form that is read again and written the same.</summary>
internal sealed class JsonTarget : FuzzTarget
{
    public override string Name => "json";

    public override IEnumerable<byte[]> Seeds =>
    [
        """{"type":"swarm-certificate-v1","n":[0,-0,1e-7,1.5e300,2.9802322387695312e-8,333333333.33333329],"t":"é\u20ac\ud83d\ude00\n","l":[true,false,null],"o":{}}"""u8.ToArray(),
        "[[[[[[[[{\"a\":[{\"b\":{\"c\":[]}}]}]]]]]]]]"u8.ToArray(),
        "{\"\\u0061\":1,\"b\":\"\\\\\\\"\\/\\b\\f\\n\\r\\t\"}"u8.ToArray(),
        "123456789012345678901234567890.0123e-10"u8.ToArray(),
    ];

    public override void Run(byte[] input)
    {
        using var document = StrictJson.ParseDocument(input, "document");
        var canonical = CanonicalJson.Serialize(document.RootElement);
        using var again = StrictJson.ParseDocument(canonical, "canonical document", int.MaxValue);
        if (!CanonicalJson.Serialize(again.RootElement).AsSpan().SequenceEqual(canonical))
        {
            throw new InvalidOperationException("The canonical form is no fixed point.");
        }
    }
}
