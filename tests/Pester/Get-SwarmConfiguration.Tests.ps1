BeforeAll {
    . (Join-Path $PSScriptRoot Scene.ps1)
    Enter-Scene
}
AfterAll { Exit-Scene }

Describe 'Get-SwarmConfiguration' {
    It 'lists every setting with its source' {
        $settings = Get-SwarmConfiguration
        ($settings | Where-Object Name -EQ lock_timeout_seconds).Value | Should -Be 30
        ($settings | Where-Object Name -EQ lock_timeout_seconds).Source | Should -Be default
    }

    It 'gives what a variable sets' {
        $env:SWARM_LOCK_TIMEOUT_SECONDS = 7
        try {
            $setting = Get-SwarmConfiguration lock_timeout_seconds
            $setting.Value | Should -Be 7
            $setting.Source | Should -Be SWARM_LOCK_TIMEOUT_SECONDS
        }
        finally {
            $env:SWARM_LOCK_TIMEOUT_SECONDS = $null
        }
    }

    It 'refuses a name that is none' {
        Get-SwarmConfiguration nothing -ErrorVariable failure -ErrorAction SilentlyContinue
        $failure[0].FullyQualifiedErrorId | Should -BeLike 'SwarmConfigurationInvalid,*'
        $failure[0].Exception.Code | Should -Be CONFIGURATION_INVALID
    }

    It 'completes names' {
        (TabExpansion2 'Get-SwarmConfiguration lock' -cursorColumn 27).CompletionMatches.CompletionText | Should -Be lock_timeout_seconds
    }
}
