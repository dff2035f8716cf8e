BeforeAll {
    . (Join-Path $PSScriptRoot Scene.ps1)
    Enter-Scene
    $identity = 'AGE-SECRET-KEY-1'
    Set-Content -LiteralPath request.age -Value 'no request'
}
AfterAll { Exit-Scene }

Describe 'Invoke-SwarmEpisode' {
    It 'does nothing with -WhatIf' {
        Invoke-SwarmEpisode request.age artifacts -WhatIf | Should -BeNullOrEmpty
        Test-Path artifacts | Should -BeFalse
    }

    It 'says what is missing where the runner has no sealing key' {
        Invoke-SwarmEpisode request.age artifacts -ErrorVariable failure -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $failure | Should -HaveCount 1
        $failure[0].FullyQualifiedErrorId | Should -BeLike 'KEY_INVALID*'
        "$failure" | Should -BeLike '*SWARM_SEALING_KEY*'
    }

    It 'refuses what is no request, and leaves nothing' {
        $key = Export-SwarmKey -Purpose Sealing -Secret -Force -ErrorAction Ignore
        Test-Path artifacts | Should -BeFalse
    }

    It 'refuses a destination that is not empty' {
        Invoke-SwarmEpisode request.age repo -ErrorVariable failure -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $failure[0].FullyQualifiedErrorId | Should -BeLike 'PATH_INVALID*'
    }
}
