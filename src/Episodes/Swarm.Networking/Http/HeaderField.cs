using System.Runtime.InteropServices;

namespace Swarm.Networking.Http;

/// <summary>A field of a head (RFC 9110, section 5).</summary>
/// <param name="Name">Its name, as it was written.</param>
/// <param name="Value">Its value without blanks around it, each byte a character.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct HeaderField(string Name, string Value)
{
    public bool Is(string name) => HttpSyntax.Same(Name, name);
}
