using System.Runtime.InteropServices;

namespace Swarm.Networking.Addresses;

/// <summary>A block of addresses that are not simply public.</summary>
/// <param name="Class">What they are, as a receipt's rule has it.</param>
/// <param name="Range">The block.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct AddressBlock(string Class, AddressRange Range);
