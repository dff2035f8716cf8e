namespace Swarm.Fuzz.Targets;

/// <summary>A parser with a fault that only coverage leads to: random bytes would have to guess all of the word at once.</summary>
internal static class PlantedParser
{
    public static void Read(ReadOnlySpan<byte> input)
    {
        if (input.Length > 6 && input[0] == 'S')
        {
            if (input[1] == 'w')
            {
                if (input[2] == 'a')
                {
                    if (input[3] == 'r')
                    {
                        if (input[4] == 'm')
                        {
                            throw new InvalidOperationException("the planted fault");
                        }
                    }
                }
            }
        }
    }
}
